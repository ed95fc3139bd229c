#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "base/time/clock.h"
#include "lossy/agent/v1/agent.pb.h"
#include "services/agent/pipeline/pipeline_metrics.h"
#include "services/agent/storage/transcript_store.h"

namespace lossy::agent {

// TranscriptOutcome ends the work of a stage on a transcript: it stores the outcome, counts it and
// logs it. All stages share one. Thread-safe.
class TranscriptOutcome {
 public:
  // All references must outlive the object.
  TranscriptOutcome(TranscriptStore& store, PipelineMetrics& metrics, const base::Clock& clock)
      : store_(store), metrics_(metrics), clock_(clock) {}

  // Stores that the transcript reached `progress`, with the events for its session. `note` is the
  // note that the stage created or changed. Retries the transcript later if the store fails.
  void Complete(const Transcript& transcript, Progress progress,
                const std::vector<v1::SessionEvent>& events,
                const absl::optional<notes::v1::Note>& note = {});
  // Stores that the notes service rejected the words permanently. The draft stage retries them
  // after `delay`. Sends `event` to the session once.
  void SetAside(const Transcript& transcript, const absl::Status& refusal, absl::Duration delay,
                const v1::SessionEvent& event);
  // Releases the transcript for another try after `delay`. Logs `status` as the reason.
  void RetryLater(const Transcript& transcript, const absl::Status& status, absl::Duration delay);

  // The present steady time, for deadlines and ages.
  absl::Time Now() const { return clock_.Steady(); }
  TranscriptStore& store() { return store_; }
  PipelineMetrics& metrics() { return metrics_; }

 private:
  TranscriptStore& store_;
  PipelineMetrics& metrics_;
  const base::Clock& clock_;
};

}  // namespace lossy::agent
