#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "base/pg/transaction.h"

namespace lossy::notes {

// The limits of what one user stores. 0: no limit.
struct Quotas {
  std::int64_t notes = 100'000;
  // Former revisions of all notes of the user.
  std::int64_t revisions = 200'000;
  // Of the texts of notes and revisions, and of embeddings.
  std::int64_t note_bytes = 256 << 20;
  // Deleted notes that are remembered, so that repeats of their creation and deletion are known.
  std::int64_t deleted_notes = 100'000;
};

// The rows and bytes that one user stores.
struct Usage {
  std::int64_t notes = 0;  // Without deleted ones.
  std::int64_t deleted_notes = 0;
  std::int64_t revisions = 0;
  std::int64_t note_bytes = 0;
};

// Reads what the schema's triggers have counted, changes of `transaction` included. The first read
// for a user counts the rows that are older than the triggers, at most a million of each table. If
// `transaction` has changed any of the numbers, they cannot change any more before it ends.
absl::StatusOr<Usage> FindUsage(base::pg::Transaction& transaction, const std::string& user_id);

// The kind of row that a transaction has added.
enum class Added { kNote, kRevision, kEmbedding };

// RESOURCE_EXHAUSTED ("quota_exceeded") when the user stores more than the quotas that concern what
// `transaction` has added. Call it after that; deletions need no check.
absl::Status CheckQuotas(base::pg::Transaction& transaction, const std::string& user_id,
                         Added added, const Quotas& quotas);

// Forgets some of the user's deleted notes, the oldest first, if there are more than `limit`. Call
// it in each transaction that deletes a note; 0: no limit.
absl::Status ForgetDeletedNotes(base::pg::Transaction& transaction, const std::string& user_id,
                                std::int64_t limit);

}  // namespace lossy::notes
