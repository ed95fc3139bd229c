#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "base/pg/pool.h"
#include "base/pg/transaction.h"
#include "lossy/notes/v1/notes.pb.h"
#include "services/notes/draft.h"
#include "services/notes/embedding.h"
#include "services/notes/page.h"
#include "services/notes/usage.h"

namespace lossy::notes {

// The SQL of notes. Each function sees only the rows of `user_id`, and no deleted notes unless its
// comment states it.
//
// Threads: thread-safe as far as the pool or transaction is. Errors: those of the pool or
// transaction, and the named ones.

// A note to insert. The references must outlive the object.
struct NoteToInsert {
  const std::string& user_id;
  const std::string& request_id;
  const Draft& draft;
};

// Inserts notes, of any users, and returns them in the order of `notes`. nullopt stands for a note
// whose request created one before.
absl::StatusOr<std::vector<absl::optional<v1::Note>>> InsertNotes(
    base::pg::Transaction& transaction, absl::Span<const NoteToInsert> notes);

// Returns the note that the request created. A deleted note is returned without a text.
absl::StatusOr<v1::Note> FindCreatedNote(base::pg::Transaction& transaction,
                                         const std::string& user_id, const std::string& request_id);

// Stores the embedding of a note, in place of an older one. Returns the note. NOT_FOUND.
absl::StatusOr<v1::Note> StoreEmbedding(base::pg::Transaction& transaction,
                                        const std::string& user_id, const std::string& note_id,
                                        const Embedding& embedding);

// Adds `change` to a video's number of notes and returns the new number. Locks the number until the
// transaction ends, so that changes of one video have one order. NOT_FOUND if `change` is positive
// and the video was deleted.
absl::StatusOr<std::int64_t> AddToNoteCount(base::pg::Transaction& transaction,
                                            const std::string& user_id, const std::string& video_id,
                                            int change);

// The notes that a transaction adds to a video, and their number in it afterwards.
struct VideoCount {
  std::string user_id;
  std::string video_id;
  std::int64_t added = 0;
  std::int64_t note_count = 0;
  bool closed = false;  // True if the video was deleted.
};

// Adds `added` of each video to its number of notes, and sets `note_count` and `closed`. Locks the
// numbers as AddToNoteCount does. `counts` must name each video once, in the order of the user ids
// and video ids, so that two transactions lock them in the same order. Returns the usage of
// `users`, which must include the users of the videos.
absl::StatusOr<std::map<std::string, Usage>> AddToNoteCounts(base::pg::Transaction& transaction,
                                                             const std::set<std::string>& users,
                                                             std::vector<VideoCount>& counts);

// Returns the note. NOT_FOUND if the user has no such note.
absl::StatusOr<v1::Note> GetNote(base::pg::Pool& pool, const std::string& user_id,
                                 const std::string& note_id);

// Notes in the page's order. There may be fewer than the page's limit, since a listing also has a
// limit of 2 MiB. Only a listing without `next` is the last one.
struct Listing {
  std::vector<v1::Note> notes;
  std::vector<std::string> next;  // Empty, or the last note's keys: the order's, and the id.
};
absl::StatusOr<Listing> ListNotesOfVideo(base::pg::Pool& pool, const std::string& user_id,
                                         const std::string& video_id, const TimelinePage& page);
absl::StatusOr<Listing> ListNotes(base::pg::Pool& pool, const std::string& user_id,
                                  const NewestPage& page);

// Returns the numbers of deleted notes of a session, of the categories that have some.
absl::StatusOr<std::vector<v1::CategoryCount>> CountDeletedNotes(base::pg::Pool& pool,
                                                                 const std::string& user_id,
                                                                 const std::string& session_id);

}  // namespace lossy::notes
