#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "base/pg/transaction.h"
#include "base/rpc/caller.h"

namespace lossy::notes {

// The SQL of deletions. The row of a deleted note stays without its content. Repeats of its
// creation and of its deletion find the row, and its session counts it as deleted.
//
// Each function sees only the rows of `user_id`. Errors: those of the transaction, and the named
// ones.

// A note that was deleted.
struct DeletedNote {
  std::string id;
  absl::optional<std::string> video_id;
  std::string request_id;  // The request id of the note's creation.
};

// Deletes a note: erases its content, and deletes its revisions, its embedding, and the copies in
// the outbox and in stored responses. Returns nullopt if the note was deleted before. Returns
// NOT_FOUND if the user has no such note.
absl::StatusOr<absl::optional<DeletedNote>> EmptyNote(base::pg::Transaction& transaction,
                                                      const std::string& user_id,
                                                      const std::string& note_id);

// Erases the content of at most `limit` deleted notes that a former version left with their
// content, and queues Forget calls of the agent for them. Returns their number.
absl::StatusOr<int> EmptyDeletedNotes(base::pg::Transaction& transaction, int limit);

// Lowers the video's number of notes, and queues the events of a deleted note and the calls to
// other services.
absl::Status QueueDeletion(base::pg::Transaction& transaction, const base::Caller& caller,
                           const DeletedNote& note);

// Queues the events of deleted notes, which must be of one video or all of none: first redactions
// of the earlier events, then the deletions.
absl::Status QueueDeletionEvents(base::pg::Transaction& transaction, const base::Caller& caller,
                                 absl::Span<const DeletedNote> notes);

// Inserts a deleted note for the creation request, so that a concurrent CreateNote with this
// request id creates none. If the request created a note before, inserts nothing and returns the
// note's id.
absl::StatusOr<absl::optional<std::string>> PreventCreation(base::pg::Transaction& transaction,
                                                            const std::string& user_id,
                                                            const std::string& request_id);

// Makes later creations of notes of the video fail with NOT_FOUND.
absl::Status CloseVideo(base::pg::Transaction& transaction, const std::string& user_id,
                        const std::string& video_id);

// Deletes at most `limit` notes of the video as EmptyNote, and returns them.
absl::StatusOr<std::vector<DeletedNote>> EmptyNotesOfVideo(base::pg::Transaction& transaction,
                                                           const std::string& user_id,
                                                           const std::string& video_id, int limit);

}  // namespace lossy::notes
