#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "base/metrics/add_metric.h"

namespace lossy::agent {

// The metrics of the transcript pipeline, with their names and help. Thread-safe.
struct PipelineMetrics {
  // `registry` must outlive the object.
  explicit PipelineMetrics(prometheus::Registry& registry) : registry(registry) {}

  // Counts a transcript. `outcome` is a word of Progress, "improved", "refused" or "retried".
  void Count(absl::string_view outcome) {
    transcripts.Add({{"outcome", std::string(outcome)}}).Increment();
  }

  inline static const prometheus::Histogram::BucketBoundaries kSeconds{
      0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60};

  prometheus::Registry& registry;
  prometheus::Family<prometheus::Counter>& transcripts =
      prometheus::BuildCounter()
          .Name("lossy_agent_transcripts_total")
          .Help("Transcripts that a stage worked on, by outcome")
          .Register(registry);
  prometheus::Histogram& note_seconds =
      base::AddHistogram(registry, "lossy_agent_note_seconds",
                         "Time from the words of an utterance to its note, in seconds", kSeconds);
  // From a finished recording to its words; from the words to the draft of the note; and from the
  // draft to the note.
  prometheus::Histogram& heard_seconds = Stage("heard");
  prometheus::Histogram& drafted_seconds = Stage("drafted");
  prometheus::Histogram& created_seconds = Stage("created");

 private:
  prometheus::Histogram& Stage(const std::string& stage) {
    return base::AddHistogram(
        registry, "lossy_agent_note_stage_seconds",
        "Duration of a stage on the way from speech to a note, in seconds, by stage; heard: from a "
        "finished recording to its words; drafted: from the words to the draft of the note; "
        "created: from the draft to the note",
        kSeconds, {{"stage", stage}});
  }
};

}  // namespace lossy::agent
