#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "base/pg/pool.h"
#include "lossy/agent/v1/agent.pb.h"
#include "services/agent/models/api/transcriber.h"
#include "services/agent/storage/transcript.h"
#include "services/agent/usage/storage_quota.h"

namespace lossy::agent {

// Which transcripts a dispatcher works on.
enum class Stage {
  kTranscribe,  // Recordings that are not heard.
  kDraft,       // Words that are not noted.
  kOverdue,     // The same, of which the words have waited long.
  kImprove,     // Words that were noted plainly.
};

// The queue of what was spoken: the tables `transcripts` and `recordings`. What is in it is worked
// on until it is a note or there is a reason why it is none, whatever crashes. Thread-safe.
class TranscriptStore {
 public:
  struct Options {
    // The same words with the same duration within this time are a repeat.
    absl::Duration repeat_window = absl::Seconds(10);
    // When words that are not noted are overdue.
    absl::Duration overdue_after = absl::Seconds(15);
    // How long what is spoken later in a session waits for a recording to be heard.
    absl::Duration order_patience = absl::Seconds(30);
    StorageLimits stored;
  };

  TranscriptStore(base::pg::Pool& pool, Options options) : pool_(pool), options_(options) {}

  // Keeps words, and tells those who follow the session. False: a repeat, and nothing was done.
  // RESOURCE_EXHAUSTED: a storage quota of the user is reached.
  absl::StatusOr<bool> Keep(const Transcript& transcript);

  // Transcripts to work on: one of each of at most `limit` users, in turns, without the users in
  // `busy`. Of a user, what was not tried yet comes first, then what rested longest; of each
  // session at most one that others have to wait for, so that notes come in the order of speech.
  // No other claim gets them before `lease` has passed. The cost does not depend on how much waits.
  absl::StatusOr<std::vector<Transcript>> Claim(Stage stage, int limit, absl::Duration lease,
                                                absl::Span<const absl::string_view> busy = {});

  struct Key {
    std::string user_id;
    std::string id;
  };
  // Begins the lease of what is still worked on anew.
  absl::Status Renew(absl::Span<const Key> keys, absl::Duration lease);

  // The sound of a recording. NOT_FOUND when it is not kept any more.
  absl::StatusOr<std::string> Sound(const Transcript& transcript);
  // Tells those who follow the session.
  absl::Status Tell(const Transcript& transcript, const v1::AgentEvent& event);
  // The words of a recording are known: they are to be noted next.
  absl::Status SetWords(const Transcript& transcript, const Hearing& hearing);
  // What is to be noted is known.
  absl::Status SetDraft(const Transcript& transcript, const Draft& draft);

  // Counts an answer of a model that is about to be asked. False: there were `max_answers`, or the
  // transcript is further by now.
  absl::StatusOr<bool> TakeAnswer(const Transcript& transcript, int max_answers);
  // The model gave none.
  absl::Status ReturnAnswer(const Transcript& transcript);
  // Keeps why the last answer was of no use.
  absl::Status SetProblem(const Transcript& transcript, absl::string_view problem);

  // It got as far as `progress`. Tells those who follow the session, unless another replica was
  // faster. `note` is the note that was made or changed, if one was.
  absl::Status Finish(const Transcript& transcript, Progress progress,
                      const std::vector<v1::SessionEvent>& events,
                      const absl::optional<notes::v1::Note>& note = {});
  // The notes service refused the words for good. They stay to be noted after `rest`; what was
  // spoken later in the session does not wait for them. Tells those who follow the session, once.
  absl::Status SetAside(const Transcript& transcript, absl::Duration rest,
                        const v1::SessionEvent& event);
  // Lets it rest, for whoever claims next afterwards.
  absl::Status Release(const Transcript& transcript, absl::Duration rest);

  // Of all sessions if `session_id` is empty. Newest first.
  absl::StatusOr<std::vector<v1::Recording>> ListRecordings(const std::string& user_id,
                                                            const std::string& session_id,
                                                            int limit);
  // To be heard again; the words stay until then. NOT_FOUND, FAILED_PRECONDITION.
  absl::Status TranscribeAgain(const std::string& user_id, const std::string& recording_id);

  // The session that a note was spoken in; none when it was written otherwise.
  absl::StatusOr<absl::optional<std::string>> SessionOfNote(const std::string& user_id,
                                                            const std::string& note_id);

 private:
  base::pg::Pool& pool_;
  const Options options_;
};

}  // namespace lossy::agent
