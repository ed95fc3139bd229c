#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/types/optional.h"
#include "lossy/agent/v1/agent.pb.h"
#include "services/agent/pipeline/work_metrics.h"
#include "services/agent/storage/transcript_store.h"

namespace lossy::agent {

// How every stage puts a transcript down: finished, or to rest before the next try. Thread-safe.
class TranscriptOutcome {
 public:
  // Both must outlive it.
  TranscriptOutcome(TranscriptStore& store, WorkMetrics& metrics)
      : store_(store), metrics_(metrics) {}

  void Finish(const Transcript& transcript, Progress progress,
              const std::vector<v1::SessionEvent>& events,
              const absl::optional<notes::v1::Note>& note = {});
  // The notes service refused the words for good: they are offered to it again after `rest`.
  void SetAside(const Transcript& transcript, const absl::Status& refusal, absl::Duration rest,
                const v1::SessionEvent& event);
  // Says in the log why it rests.
  void Rest(const Transcript& transcript, const absl::Status& status, absl::Duration rest);

  TranscriptStore& store() { return store_; }
  WorkMetrics& metrics() { return metrics_; }

 private:
  TranscriptStore& store_;
  WorkMetrics& metrics_;
};

// Whether the same request is refused again, however often it is sent.
bool IsFinal(const absl::Status& status);

}  // namespace lossy::agent
