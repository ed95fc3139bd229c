#include "services/agent/pipeline/work_metrics.h"

#include <string>

#include "prometheus/counter.h"
#include "prometheus/histogram.h"

namespace lossy::agent {
namespace {

const prometheus::Histogram::BucketBoundaries kSeconds{0.005, 0.01, 0.025, 0.05, 0.1, 0.25,
                                                       0.5,   1,    2.5,   5,    15,  60};

prometheus::Histogram& Seconds(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildHistogram().Name(name).Help(help).Register(registry).Add({}, kSeconds);
}

}  // namespace

WorkMetrics::WorkMetrics(prometheus::Registry& registry)
    : outcomes_(prometheus::BuildCounter()
                    .Name("lossy_agent_transcripts_total")
                    .Help("Transcripts worked on, by outcome")
                    .Register(registry)),
      note_seconds_(
          Seconds(registry, "lossy_agent_note_seconds", "Time from a transcript to its note")),
      hearing_seconds_(Seconds(registry, "lossy_agent_hearing_seconds",
                               "Time from a recording to its transcript")) {}

void WorkMetrics::Count(absl::string_view outcome) {
  outcomes_.Add({{"outcome", std::string(outcome)}}).Increment();
}

void WorkMetrics::ObserveNote(absl::Duration took) {
  note_seconds_.Observe(absl::ToDoubleSeconds(took));
}

void WorkMetrics::ObserveHearing(absl::Duration took) {
  hearing_seconds_.Observe(absl::ToDoubleSeconds(took));
}

}  // namespace lossy::agent
