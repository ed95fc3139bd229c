#pragma once

#include "absl/time/time.h"
#include "prometheus/registry.h"
#include "services/agent/storage/transcript.h"

namespace lossy::agent {

// The metrics of the transcript pipeline. Thread-safe.
class PipelineMetrics {
 public:
  // `registry` must outlive it.
  explicit PipelineMetrics(prometheus::Registry& registry);

  // Counts a transcript. `outcome` is a word of Progress, "improved", "refused" or "retried".
  void Count(absl::string_view outcome);
  // Records the time from the transcription of words to their note.
  void ObserveNote(absl::Duration took);
  // Records the time from the end of a recording to its transcription.
  void ObserveTranscription(absl::Duration took);

 private:
  prometheus::Family<prometheus::Counter>& outcomes_;
  prometheus::Histogram& note_seconds_;
  prometheus::Histogram& transcription_seconds_;
};

}  // namespace lossy::agent
