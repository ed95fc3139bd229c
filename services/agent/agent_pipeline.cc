#include "services/agent/agent_pipeline.h"

#include "base/time/clock.h"

namespace lossy::agent {
namespace {

// Rules draft in microseconds, so that a thread waits for the notes service and the database only.
// The writes of threads that wait together share transactions.
constexpr int kThreadsWithModel = 32;
constexpr int kThreadsWithRules = 128;

TranscriptPipeline::Options WithThreads(TranscriptPipeline::Options options, bool has_model) {
  if (options.draft.threads == 0) {
    options.draft.threads = has_model ? kThreadsWithModel : kThreadsWithRules;
  }
  return options;
}

}  // namespace

AgentPipeline::AgentPipeline(const AgentConfig& config, AgentUpstreams& upstreams, Models& models,
                             AgentStorage& storage, prometheus::Registry& registry)
    : confidence_(upstreams.notes(),
                  [&upstreams](const Transcript& transcript) {
                    return upstreams.MinConfidence(transcript);
                  }),
      metrics_(registry),
      outcome_(storage.transcripts, metrics_, base::RealClock()),
      writer_(models.note_writer(), storage.transcripts, storage.usage_quota,
              config.max_model_answers),
      drafts_(models.rules(), writer_, confidence_, base::RealClock(),
              {.plain_after = config.plain_after, .asks_model = models.has_note_model()}),
      transcribe_(outcome_, models.transcriber(), storage.usage_quota, config.transcribe),
      draft_(outcome_, drafts_, upstreams.notes(), config.draft),
      improve_(outcome_, writer_, upstreams.notes(), confidence_, config.improve),
      pipeline_(storage.transcripts, transcribe_, draft_, improve_,
                WithThreads(config.pipeline, models.has_note_model())) {}

}  // namespace lossy::agent
