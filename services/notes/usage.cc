#include "services/notes/usage.h"

#include "base/error/error.h"

namespace lossy::notes {
namespace {

using base::pg::Rows;
using base::pg::Transaction;

#define LOSSY_USAGE_COLUMNS " notes, deleted_notes, revisions, note_bytes "

Usage ToUsage(const Rows& rows, int first) {
  return {.notes = rows.Int(0, first),
          .deleted_notes = rows.Int(0, first + 1),
          .revisions = rows.Int(0, first + 2),
          .note_bytes = rows.Int(0, first + 3)};
}

// The row's lock makes every other transaction that changes the numbers wait: those that ended
// before are counted, those that come later add to the result.
absl::StatusOr<Usage> Count(Transaction& transaction, const std::string& user_id) {
  static constexpr char kMake[] =
      "INSERT INTO user_usage (user_id) VALUES ($1) ON CONFLICT DO NOTHING";
  static constexpr char kLock[] = "SELECT 1 FROM user_usage WHERE user_id = $1 FOR UPDATE";
  static constexpr char kCount[] = R"sql(
      UPDATE user_usage u SET
        counted = true, notes = n.live, deleted_notes = n.dead, revisions = r.revisions,
        note_bytes = n.bytes + r.bytes + 3072 * e.embeddings
      FROM (SELECT count(*) FILTER (WHERE deleted_at IS NULL) AS live,
                   count(*) FILTER (WHERE deleted_at IS NOT NULL) AS dead,
                   coalesce(sum(octet_length(concat(text, raw_transcript))), 0) AS bytes
            FROM (SELECT * FROM notes WHERE user_id = $1 LIMIT 1000000) b) n,
           (SELECT count(*) AS revisions,
                   coalesce(sum(octet_length(concat(text, raw_transcript))), 0) AS bytes
            FROM (SELECT * FROM note_revisions WHERE user_id = $1 LIMIT 1000000) b) r,
           (SELECT count(*) AS embeddings
            FROM (SELECT 1 FROM embeddings WHERE user_id = $1 LIMIT 1000000) b) e
      WHERE u.user_id = $1
      RETURNING u.notes, u.deleted_notes, u.revisions, u.note_bytes)sql";
  for (const char* sql : {kMake, kLock}) {
    absl::StatusOr<Rows> done = transaction.Query(sql, {user_id});
    if (!done.ok()) return done.status();
  }
  absl::StatusOr<Rows> counted = transaction.Query(kCount, {user_id});
  if (!counted.ok()) return counted.status();
  return ToUsage(*counted, 0);
}

}  // namespace

absl::StatusOr<Usage> FindUsage(Transaction& transaction, const std::string& user_id) {
  absl::StatusOr<Rows> rows = transaction.Query(
      "SELECT counted," LOSSY_USAGE_COLUMNS "FROM user_usage WHERE user_id = $1", {user_id});
  if (!rows.ok()) return rows.status();
  if (rows->empty() || !rows->Bool(0, 0)) return Count(transaction, user_id);
  return ToUsage(*rows, 1);
}

absl::Status CheckQuotas(Transaction& transaction, const std::string& user_id, Added added,
                         const Quotas& quotas) {
  const absl::StatusOr<Usage> usage = FindUsage(transaction, user_id);
  if (!usage.ok()) return usage.status();
  absl::Status status;
  if (added == Added::kNote) status = base::CheckQuota("notes", usage->notes, quotas.notes);
  if (added == Added::kRevision) {
    status = base::CheckQuota("revisions", usage->revisions, quotas.revisions);
  }
  if (status.ok()) status = base::CheckQuota("note_bytes", usage->note_bytes, quotas.note_bytes);
  return status;
}

absl::Status ForgetDeletedNotes(Transaction& transaction, const std::string& user_id,
                                std::int64_t limit) {
  // More than one, so that a number that is too high goes down.
  static constexpr char kForget[] = R"sql(
      DELETE FROM notes WHERE user_id = $1 AND id = ANY (ARRAY(
        SELECT id FROM notes WHERE user_id = $1 AND deleted_at IS NOT NULL
        ORDER BY deleted_at LIMIT 10)))sql";
  if (limit <= 0) return absl::OkStatus();
  const absl::StatusOr<Usage> usage = FindUsage(transaction, user_id);
  if (!usage.ok()) return usage.status();
  if (usage->deleted_notes <= limit) return absl::OkStatus();
  // A plan that was made while there were few would sort all of them.
  absl::Status planned = transaction.Execute("SET LOCAL enable_sort = off");
  return planned.ok() ? transaction.Query(kForget, {user_id}).status() : planned;
}

}  // namespace lossy::notes
