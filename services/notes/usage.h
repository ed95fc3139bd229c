#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "base/pg/transaction.h"
#include "services/shared/usage/usage_table.h"

namespace lossy::notes {

// The limits on the rows and bytes that one user stores. 0: no limit.
struct Quotas {
  std::int64_t notes = 100'000;
  // The former revisions of all notes of the user.
  std::int64_t revisions = 200'000;
  // The bytes of the texts of notes and revisions, and of embeddings.
  std::int64_t note_bytes = 256 << 20;
  // The rows of deleted notes, which Notes keeps to recognise repeats of their creation and
  // deletion.
  std::int64_t deleted_notes = 100'000;
};

// The rows and bytes that one user stores.
struct Usage {
  std::int64_t notes = 0;  // The notes that are not deleted.
  std::int64_t deleted_notes = 0;
  std::int64_t revisions = 0;
  std::int64_t note_bytes = 0;
};

// Returns the table with the counts of the schema's triggers. A read in a transaction sees the
// transaction's changes. The first read for a user counts the rows that are older than the
// triggers, at most a million of each table. After a transaction changed one of the numbers, no
// other one can change them before it ends.
const services::UsageTable<Usage>& UsageCounts();

// The kind of row that a transaction added.
enum class Added { kNote, kRevision, kEmbedding };

// RESOURCE_EXHAUSTED ("quota_exceeded") if the user now exceeds a quota that `added` counts
// towards. The caller must call it after it added the row. Deletions need no check.
absl::Status CheckQuotas(base::pg::Transaction& transaction, const std::string& user_id,
                         Added added, const Quotas& quotas);

// As CheckQuotas, for `usage` of the user after the transaction added the row.
absl::Status CheckUsage(const Usage& usage, Added added, const Quotas& quotas);

// Removes up to ten rows of the user's deleted notes, the oldest first, if there are more than
// `limit`; 0: no limit. Each transaction that deletes a note must call it.
absl::Status ForgetDeletedNotes(base::pg::Transaction& transaction, const std::string& user_id,
                                std::int64_t limit);

}  // namespace lossy::notes
