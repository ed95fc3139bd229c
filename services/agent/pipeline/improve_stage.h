#pragma once

#include "absl/time/time.h"
#include "base/time/clock.h"
#include "services/agent/pipeline/draft_stage.h"

namespace lossy::agent {

// Gives notes that were made as they were spoken a model's words, when one answers at last. A note
// that its reviewer changed meanwhile stays as it is, and so does one about which the model has
// given all the answers that it may. Thread-safe.
class ImproveStage {
 public:
  struct Options {
    // For one try. A model that is too slow for the noting stage is not too slow for this one.
    absl::Duration patience = absl::Minutes(2);
    // Since the words were known. Older notes stay as they are.
    absl::Duration give_up_after = absl::Hours(24);
    Backoff backoff{.first = absl::Seconds(1), .longest = absl::Minutes(5)};
  };

  // All must outlive it.
  ImproveStage(TranscriptOutcome& desk, BoundedWriter& writer, NotesApi& keeper,
               ConfidencePolicy& standards, UsageQuota& budget, const base::Clock& clock,
               Options options)
      : desk_(desk),
        writer_(writer),
        keeper_(keeper),
        standards_(standards),
        budget_(budget),
        clock_(clock),
        options_(options) {}

  void Work(const Transcript& transcript);

 private:
  absl::StatusOr<BoundedWriter::Outcome> Write(const Transcript& transcript);
  void Improve(const Transcript& transcript, const Draft& draft);
  void Leave(const Transcript& transcript);
  void Rest(const Transcript& transcript, const absl::Status& status);

  TranscriptOutcome& desk_;
  BoundedWriter& writer_;
  NotesApi& keeper_;
  ConfidencePolicy& standards_;
  UsageQuota& budget_;
  const base::Clock& clock_;
  const Options options_;
};

}  // namespace lossy::agent
