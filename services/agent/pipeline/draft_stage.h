#pragma once

#include "absl/status/statusor.h"
#include "base/retry/backoff.h"
#include "services/agent/pipeline/draft_writer.h"
#include "services/agent/pipeline/notes_api.h"
#include "services/agent/pipeline/transcript_outcome.h"

namespace lossy::agent {

// DraftStage creates notes from transcribed words. Words always become a note in time, if necessary
// unchanged. Words that the notes service rejects in every form stay `pending`: the session
// receives them once in an event, and the stage retries them with long pauses. Thread-safe.
class DraftStage {
 public:
  struct Options {
    base::Backoff backoff;
    // The pauses between retries of words that the notes service rejects permanently.
    base::Backoff refused_backoff{.first = absl::Minutes(1), .longest = absl::Hours(1)};
    // After this many tries, the errors INTERNAL, UNKNOWN and DATA_LOSS of the notes service count
    // as a permanent rejection, because the request itself may cause them.
    int fault_attempts = 8;
  };

  // All references must outlive the object.
  DraftStage(TranscriptOutcome& outcome, DraftWriter& drafts, NotesApi& notes, Options options)
      : outcome_(outcome), drafts_(drafts), notes_(notes), options_(options) {}

  // Works on a claimed transcript; blocks for as long as the writer and the notes service take.
  void Work(const Transcript& transcript);

 private:
  absl::StatusOr<Draft> DraftOf(const Transcript& transcript);
  void CreateNote(const Transcript& transcript, const Draft& draft);
  // Counts a note that was created. `began` is the steady time at which its creation began.
  void CountNote(const Transcript& transcript, absl::Time began);
  // Creates the note with the required fields only, because an optional field may be the cause of
  // the rejection.
  void CreatePlainNote(const Transcript& transcript, const absl::Status& refusal);
  absl::StatusOr<notes::v1::Note> SendPlainNote(const Transcript& transcript);
  void UpdateNote(const Transcript& transcript, const Draft& draft);
  // Returns true if the notes service will never accept this request.
  bool IsRefusal(const Transcript& transcript, const absl::Status& status) const;
  // Keeps the words without a note: the notes service refused them, or does not answer.
  void HandleFailure(const Transcript& transcript, const absl::Status& status);
  void RetryLater(const Transcript& transcript, const absl::Status& status);

  TranscriptOutcome& outcome_;
  DraftWriter& drafts_;
  NotesApi& notes_;
  const Options options_;
};

}  // namespace lossy::agent
