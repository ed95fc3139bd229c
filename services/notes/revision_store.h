#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/pg/pool.h"
#include "base/pg/transaction.h"
#include "lossy/notes/v1/notes.pb.h"
#include "services/notes/content.h"

namespace lossy::notes {

// The notes of the schema as things that change, and what they said before. Each row belongs to a
// user; a function sees only that user's. Deleted notes are not there.

// A note, and all that it says.
struct Current {
  v1::Note note;
  Content content;
};

// The note as it is until the transaction ends: others that change it wait. NOT_FOUND.
absl::StatusOr<Current> LockNote(base::pg::Transaction& transaction, const std::string& user_id,
                                 const std::string& note_id);

// The locked note with other content, which is its next revision. Its former content joins its
// former revisions, of which the first and the newest `former_revisions` are kept.
absl::StatusOr<v1::Note> Revise(base::pg::Transaction& transaction, const std::string& user_id,
                                const std::string& note_id, const Content& content,
                                int former_revisions);

// The locked note with another status.
absl::StatusOr<v1::Note> SetStatus(base::pg::Transaction& transaction, const std::string& user_id,
                                   const std::string& note_id, v1::NoteStatus status);

// The content of the note at a former revision. NOT_FOUND if that is not kept.
absl::StatusOr<Content> FormerContent(base::pg::Transaction& transaction,
                                      const std::string& user_id, const std::string& note_id,
                                      int revision);

// Newest first, the present one included. NOT_FOUND.
absl::StatusOr<std::vector<v1::NoteRevision>> ListRevisions(base::pg::Pool& pool,
                                                            const std::string& user_id,
                                                            const std::string& note_id);

}  // namespace lossy::notes
