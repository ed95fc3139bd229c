#include "services/agent/pipeline/pipeline_metrics.h"

#include <string>

#include "base/metrics/add_metric.h"
#include "prometheus/counter.h"
#include "prometheus/histogram.h"

namespace lossy::agent {
namespace {

const prometheus::Histogram::BucketBoundaries kSeconds{0.005, 0.01, 0.025, 0.05, 0.1, 0.25,
                                                       0.5,   1,    2.5,   5,    15,  60};

prometheus::Histogram& Seconds(prometheus::Registry& registry, const char* name, const char* help) {
  return base::AddHistogram(registry, name, help, kSeconds);
}

}  // namespace

PipelineMetrics::PipelineMetrics(prometheus::Registry& registry)
    : outcomes_(prometheus::BuildCounter()
                    .Name("lossy_agent_transcripts_total")
                    .Help("Transcripts that a stage worked on, by outcome")
                    .Register(registry)),
      note_seconds_(Seconds(registry, "lossy_agent_note_seconds",
                            "Seconds from the words of an utterance to its note")),
      transcription_seconds_(Seconds(registry, "lossy_agent_transcription_seconds",
                                     "Seconds from a finished recording to its words")) {}

void PipelineMetrics::Count(absl::string_view outcome) {
  outcomes_.Add({{"outcome", std::string(outcome)}}).Increment();
}

void PipelineMetrics::ObserveNote(absl::Duration took) {
  note_seconds_.Observe(absl::ToDoubleSeconds(took));
}

void PipelineMetrics::ObserveTranscription(absl::Duration took) {
  transcription_seconds_.Observe(absl::ToDoubleSeconds(took));
}

}  // namespace lossy::agent
