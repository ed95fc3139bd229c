#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/agent/models/api/note_writer.h"
#include "services/agent/storage/transcript_store.h"
#include "services/agent/usage/usage_quota.h"

namespace lossy::agent {

// BoundedWriter asks a model to write notes. It bounds the model's answers about one utterance,
// including the improvement of its note, because each answer may cost money. It counts an answer in
// the store before it asks the model, so the bound holds across restarts and replicas. Failures of
// the endpoint do not count, nor do hurried calls without an answer in time. Thread-safe.
class BoundedWriter {
 public:
  struct Outcome {
    Draft draft;         // Invalid if its `problem` is set.
    bool again = false;  // If there is a problem: true if the model may be asked again.
  };

  // All references must outlive the object. `max_answers` must be at least 1.
  BoundedWriter(NoteWriter& writer, TranscriptStore& store, UsageQuota& quota, int max_answers)
      : writer_(writer), store_(store), quota_(quota), max_answers_(max_answers) {}

  // Returns true if the bound allows another answer about the transcript.
  bool MayAsk(const Transcript& transcript) const;

  // Takes one call from the user's quota. The caller must call it before Write. Errors: those of
  // UsageQuota::Take.
  absl::Status TakeQuota(const Transcript& transcript) {
    return quota_.Take(ModelCall::kStructuring, transcript.user_id, transcript.session_id);
  }

  // Asks the model once; blocks until `deadline` (steady time) at the longest. With `full_patience`
  // one try may use all the time, and a call that times out counts as an answer. If the model's
  // output limit truncated an answer, the next answer may be longer. If that one is truncated too,
  // or the model refuses, Outcome::again is false. Errors: those of the NoteWriter and of the
  // database.
  absl::StatusOr<Outcome> Write(const Transcript& transcript, absl::Time deadline,
                                bool full_patience);

 private:
  NoteWriter& writer_;
  TranscriptStore& store_;
  UsageQuota& quota_;
  const int max_answers_;
};

// Returns the status of an unusable answer, for the log and for the session.
absl::Status UnusableAnswer(absl::string_view problem);

}  // namespace lossy::agent
