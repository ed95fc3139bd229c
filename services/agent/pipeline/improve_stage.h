#pragma once

#include "absl/time/time.h"
#include "base/retry/backoff.h"
#include "services/agent/pipeline/bounded_writer.h"
#include "services/agent/pipeline/confidence_policy.h"
#include "services/agent/pipeline/notes_api.h"
#include "services/agent/pipeline/transcript_outcome.h"

namespace lossy::agent {

// ImproveStage improves plain notes, whose text is the unchanged words: it replaces the text with a
// model's text. It does not change a note that its reviewer changed meanwhile, and it keeps the
// bound of BoundedWriter. Thread-safe.
class ImproveStage {
 public:
  struct Options {
    // The time limit of one try. It is longer than the time that words wait in DraftStage.
    absl::Duration patience = absl::Minutes(2);
    // The time since the transcription after which the stage leaves a note as it is.
    absl::Duration give_up_after = absl::Hours(24);
    base::Backoff backoff{.first = absl::Seconds(1), .longest = absl::Minutes(5)};
  };

  // All references must outlive the object.
  ImproveStage(TranscriptOutcome& outcome, BoundedWriter& writer, NotesApi& notes,
               ConfidencePolicy& confidence, Options options)
      : outcome_(outcome),
        writer_(writer),
        notes_(notes),
        confidence_(confidence),
        options_(options) {}

  // Works on a claimed transcript; blocks for as long as the model and the notes service take.
  void Work(const Transcript& transcript);

 private:
  absl::StatusOr<BoundedWriter::Outcome> Write(const Transcript& transcript);
  void Improve(const Transcript& transcript, const Draft& draft);
  // Ends the improvement; the note stays as it is.
  void Leave(const Transcript& transcript);
  void RetryLater(const Transcript& transcript, const absl::Status& status);

  TranscriptOutcome& outcome_;
  BoundedWriter& writer_;
  NotesApi& notes_;
  ConfidencePolicy& confidence_;
  const Options options_;
};

}  // namespace lossy::agent
