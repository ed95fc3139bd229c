#pragma once

#include "absl/time/time.h"
#include "prometheus/registry.h"
#include "services/agent/storage/transcript.h"

namespace lossy::agent {

// What becomes of utterances, in numbers. Thread-safe.
class WorkMetrics {
 public:
  explicit WorkMetrics(prometheus::Registry& registry);

  // `outcome`: a word of Progress, "improved", "refused" or "retried".
  void Count(absl::string_view outcome);
  // From when the words were known to the note.
  void ObserveNote(absl::Duration took);
  // From a finished recording to its words.
  void ObserveHearing(absl::Duration took);

 private:
  prometheus::Family<prometheus::Counter>& outcomes_;
  prometheus::Histogram& note_seconds_;
  prometheus::Histogram& hearing_seconds_;
};

}  // namespace lossy::agent
