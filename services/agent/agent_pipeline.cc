#include "services/agent/agent_pipeline.h"

#include "base/time/clock.h"

namespace lossy::agent {

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
      pipeline_(storage.transcripts, transcribe_, draft_, improve_, config.pipeline) {}

}  // namespace lossy::agent
