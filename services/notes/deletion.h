#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "base/pg/transaction.h"
#include "base/rpc/caller.h"

namespace lossy::notes {

// Deletes the words of notes. A deleted note stays as a row without words: repeats of its creation
// and of its deletion find it, and it counts as deleted in its session.

// The remaining facts of a deleted note.
struct DeletedNote {
  std::string id;
  absl::optional<std::string> video_id;
  std::string request_id;  // Of its creation.
};

// Takes the words of the user's note away: the note's own, those of its revisions and its
// embedding, and the copies in the outbox and in responses. None if it was deleted before.
// NOT_FOUND.
absl::StatusOr<absl::optional<DeletedNote>> EmptyNote(base::pg::Transaction& transaction,
                                                      const std::string& user_id,
                                                      const std::string& note_id);

// Empties at most `limit` notes that the version before deleted, which left the words, and has the
// agent delete the words that they were made of. Returns their number.
absl::StatusOr<int> EmptyDeletedNotes(base::pg::Transaction& transaction, int limit);

// Counts a deleted note and queues what follows from it: the events, and what other services do.
absl::Status QueueDeletion(base::pg::Transaction& transaction, const base::Caller& caller,
                           const DeletedNote& note);

// The events alone, of notes of one video or of none: they take back the words from the topics
// before they say that the notes are deleted.
absl::Status QueueDeletionEvents(base::pg::Transaction& transaction, const base::Caller& caller,
                                 absl::Span<const DeletedNote> notes);

// Puts a note that is deleted from the start where the request would make one, so that a CreateNote
// that is under way makes none. Nothing if the request made one before: that note is returned.
absl::StatusOr<absl::optional<std::string>> PreventCreation(base::pg::Transaction& transaction,
                                                            const std::string& user_id,
                                                            const std::string& request_id);

// From now on the video gets no notes: creating one fails with NOT_FOUND.
absl::Status CloseVideo(base::pg::Transaction& transaction, const std::string& user_id,
                        const std::string& video_id);

// Empties at most `limit` notes of the video.
absl::StatusOr<std::vector<DeletedNote>> EmptyNotesOfVideo(base::pg::Transaction& transaction,
                                                           const std::string& user_id,
                                                           const std::string& video_id, int limit);

}  // namespace lossy::notes
