#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "base/pg/pool.h"
#include "base/sync/batcher.h"
#include "lossy/agent/v1/agent.pb.h"
#include "services/agent/models/api/transcriber.h"
#include "services/agent/storage/finish_transcripts.h"
#include "services/agent/storage/keep_transcripts.h"
#include "services/agent/storage/transcript.h"
#include "services/agent/usage/storage_quota.h"

namespace lossy::agent {

// The stages of the queue. A dispatcher works on the transcripts of one stage.
enum class Stage {
  kTranscribe,  // Recordings without words.
  kDraft,       // Words without a note.
  kOverdue,     // Words without a note that waited too long.
  kImprove,     // Plain notes.
};

// TranscriptStore is the queue of utterances: the tables `transcripts` and `recordings`. An
// utterance stays in the queue, also after a crash, until it has become a note, or was skipped or
// failed. Methods block for the database, and return its errors beside those that they name.
// Thread-safe.
class TranscriptStore {
 public:
  struct Options {
    // Equal words with an equal duration within this time are a repeat.
    absl::Duration repeat_window = absl::Seconds(10);
    // The age at which words without a note are overdue.
    absl::Duration overdue_after = absl::Seconds(15);
    // The time that later words of a session wait for the transcription of an earlier recording.
    absl::Duration order_patience = absl::Seconds(30);
    StorageLimits stored;
  };

  // `pool` must outlive the object.
  TranscriptStore(base::pg::Pool& pool, Options options);

  // Stores words with the current trace of the thread, and queues an event for the session. Returns
  // false for a repeat, which changes nothing, and RESOURCE_EXHAUSTED if a storage quota of the
  // user is reached. Concurrent calls share one transaction (docs/adr/0076).
  absl::StatusOr<bool> Keep(const Transcript& transcript);
  // Does the same, and claims the words for `lease` unless an earlier utterance of the session
  // waits or is in progress. Without an `id` the words get one.
  absl::StatusOr<KeptWords> KeepClaimed(const Transcript& transcript, absl::Duration lease);

  // The work that a claim did not take.
  struct Unclaimed {
    // The considered users of whom more transcripts wait.
    std::vector<std::string> users;
    // True if transcripts of users may wait that the claim did not consider.
    bool others = false;
  };
  // Claims transcripts: one transcript of each of at most `limit` users, in turns, without the
  // users in `busy`. A user's new transcripts come first, then those with the oldest delay. Later
  // transcripts of a session wait for its claimed one, so that notes follow the order of speech. No
  // other claim returns a claimed transcript before `lease` expires. The cost does not depend on
  // the length of the queue. If `left` is not null, it receives the work that the claim left.
  absl::StatusOr<std::vector<Transcript>> Claim(Stage stage, int limit, absl::Duration lease,
                                                absl::Span<const absl::string_view> busy = {},
                                                Unclaimed* left = nullptr);

  // Returns the time until a transcript of the stage may become claimable; zero if one may be
  // claimable now, an hour if none is known.
  absl::StatusOr<absl::Duration> UntilDue(Stage stage);

  struct Key {
    std::string user_id;
    std::string id;
  };
  // Renews the leases of transcripts in progress, except those that another transaction changes at
  // this moment.
  absl::Status Renew(absl::Span<const Key> keys, absl::Duration lease);

  // Returns the audio of a recording. Returns NOT_FOUND if it was deleted.
  absl::StatusOr<std::string> Sound(const Transcript& transcript);
  // Queues an event for the session.
  absl::Status QueueEvent(const Transcript& transcript, const v1::AgentEvent& event);
  // Stores the words of a recording; the transcript then waits for its note.
  absl::Status SetWords(const Transcript& transcript, const RecognisedSpeech& speech);
  // Stores the draft of the note.
  absl::Status SetDraft(const Transcript& transcript, const Draft& draft);

  // Counts an answer of a model before the model is asked. Returns false if there were
  // `max_answers`, or if the transcript progressed meanwhile.
  absl::StatusOr<bool> TakeAnswer(const Transcript& transcript, int max_answers);
  // Undoes TakeAnswer, because the model gave no answer.
  absl::Status ReturnAnswer(const Transcript& transcript);
  // Stores the problem of the last unusable answer.
  absl::Status SetProblem(const Transcript& transcript, absl::string_view problem);

  // Stores the progress, and queues the events for the session. Does nothing if another replica
  // finished the work before. `note` is the note that was created or changed, if any. Without a
  // note it also stores the reason that the events have, for an operator. If `transcript` has a
  // `next`, claims the words that follow in the session. Concurrent calls share one statement
  // (docs/adr/0076).
  absl::Status Finish(const Transcript& transcript, Progress progress,
                      const std::vector<v1::SessionEvent>& events,
                      const absl::optional<notes::v1::Note>& note = {});
  // Stores that the notes service rejected the words permanently. They can be claimed again after
  // `delay`, and later words of the session do not wait for them. Queues the event for the session
  // once.
  absl::Status SetAside(const Transcript& transcript, absl::Duration delay,
                        const v1::SessionEvent& event);
  // Releases the claim. The transcript can be claimed again after `delay`.
  absl::Status Release(const Transcript& transcript, absl::Duration delay);

  // Returns the session in which a note was spoken; nullopt if it was written in another way.
  absl::StatusOr<absl::optional<std::string>> SessionOfNote(const std::string& user_id,
                                                            const std::string& note_id);

 private:
  // nullopt: the words must be stored alone.
  using Kept = absl::optional<absl::StatusOr<KeptWords>>;

  std::vector<Kept> KeepTogether(absl::Span<const WordsToKeep* const> words);
  // Returns the status of each transcript; nullopt: it is not finished, and must be so alone.
  std::vector<absl::optional<absl::Status>> FinishTogether(
      absl::Span<const FinishedTranscript* const> finished);

  base::pg::Pool& pool_;
  const Options options_;
  base::Batcher<WordsToKeep, Kept> keeping_;
  base::Batcher<FinishedTranscript, absl::optional<absl::Status>> finishing_;
};

}  // namespace lossy::agent
