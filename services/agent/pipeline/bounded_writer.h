#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/agent/models/api/note_writer.h"
#include "services/agent/storage/transcript_store.h"
#include "services/agent/usage/usage_quota.h"

namespace lossy::agent {

// Asks a model to write notes, with a bound on its answers about one utterance, the improvement of
// its note included, because each answer may have its price. An answer is counted in the store
// before the model is asked: neither a restart nor another replica begins anew. Not counted are
// failures of the endpoint, and calls that were hurried and had no answer in time. Thread-safe.
class BoundedWriter {
 public:
  struct Outcome {
    Draft draft;         // Look at its problem first.
    bool again = false;  // If there is a problem: whether the model may be asked again.
  };

  // All must outlive it. `max_answers`: at least 1.
  BoundedWriter(NoteWriter& writer, TranscriptStore& store, UsageQuota& budget, int max_answers)
      : writer_(writer), store_(store), budget_(budget), max_answers_(max_answers) {}

  // Whether the model may be asked about it.
  bool MayAsk(const Transcript& transcript) const;

  // Asks once. With `full_patience` one try may take all the time up to the deadline, and a call
  // without an answer by then is counted. After an answer that was cut, the next one may be longer;
  // when that is cut too, or when the model refuses, it is not asked again. Errors: those of the
  // NoteWriter and of the database.
  absl::StatusOr<Outcome> Write(const Transcript& transcript, absl::Time deadline,
                                bool full_patience);

 private:
  NoteWriter& writer_;
  TranscriptStore& store_;
  UsageQuota& budget_;
  const int max_answers_;
};

// The status of an answer that was of no use, for the log and for the session.
absl::Status UnusableAnswer(absl::string_view problem);

}  // namespace lossy::agent
