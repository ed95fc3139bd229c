#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/pg/pool.h"
#include "base/pg/transaction.h"
#include "lossy/notes/v1/notes.pb.h"
#include "services/notes/content.h"
#include "services/notes/note_row.h"

namespace lossy::notes {

// The SQL of changes of notes and of their revisions. Each function sees only the rows of
// `user_id`, and no deleted notes.
//
// Threads: thread-safe as far as the pool or transaction is. Errors: those of the pool or
// transaction, and the named ones.

// Locks the note until the transaction ends, and returns it. NOT_FOUND.
absl::StatusOr<NoteRow> LockNote(base::pg::Transaction& transaction, const std::string& user_id,
                                 const std::string& note_id);

// Replaces the content of the locked note, as its next revision, and returns the note. Keeps the
// former content among the revisions; of those, keeps the first and the newest `former_revisions`.
absl::StatusOr<v1::Note> ReviseNote(base::pg::Transaction& transaction, const std::string& user_id,
                                    const std::string& note_id, const Content& content,
                                    int former_revisions);

// Sets the status of the locked note, and returns the note.
absl::StatusOr<v1::Note> SetStatus(base::pg::Transaction& transaction, const std::string& user_id,
                                   const std::string& note_id, v1::NoteStatus status);

// Returns the content of a former revision. NOT_FOUND if the revision is not kept.
absl::StatusOr<Content> FormerContent(base::pg::Transaction& transaction,
                                      const std::string& user_id, const std::string& note_id,
                                      int revision);

// Returns the revisions, the present one included, newest first. NOT_FOUND.
absl::StatusOr<std::vector<v1::NoteRevision>> ListRevisions(base::pg::Pool& pool,
                                                            const std::string& user_id,
                                                            const std::string& note_id);

}  // namespace lossy::notes
