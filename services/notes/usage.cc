#include "services/notes/usage.h"

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/pg/columns.h"

namespace lossy::notes {
namespace {

using base::pg::RowReader;
using base::pg::Rows;
using base::pg::Transaction;

constexpr base::pg::Column<Usage> kArray[] = {
    base::pg::MemberColumn<&Usage::notes>("notes"),
    base::pg::MemberColumn<&Usage::deleted_notes>("deleted_notes"),
    base::pg::MemberColumn<&Usage::revisions>("revisions"),
    base::pg::MemberColumn<&Usage::note_bytes>("note_bytes"),
};
constexpr base::pg::Columns<Usage> kColumns{kArray};

// Counts the user's rows. The row's lock blocks every other transaction that changes the numbers:
// rows of earlier transactions are counted, later transactions add to the result.
absl::StatusOr<Usage> Count(Transaction& transaction, const std::string& user_id) {
  static constexpr char kMake[] =
      "INSERT INTO user_usage (user_id) VALUES ($1) ON CONFLICT DO NOTHING";
  static constexpr char kLock[] = "SELECT 1 FROM user_usage WHERE user_id = $1 FOR UPDATE";
  static const std::string kCount = absl::StrCat(R"sql(
      UPDATE user_usage u SET
        counted = true, notes = n.live, deleted_notes = n.dead, revisions = r.former,
        note_bytes = n.bytes + r.bytes + 3072 * e.embeddings
      FROM (SELECT count(*) FILTER (WHERE deleted_at IS NULL) AS live,
                   count(*) FILTER (WHERE deleted_at IS NOT NULL) AS dead,
                   coalesce(sum(octet_length(concat(text, raw_transcript))), 0) AS bytes
            FROM (SELECT * FROM notes WHERE user_id = $1 LIMIT 1000000) b) n,
           (SELECT count(*) AS former,
                   coalesce(sum(octet_length(concat(text, raw_transcript))), 0) AS bytes
            FROM (SELECT * FROM note_revisions WHERE user_id = $1 LIMIT 1000000) b) r,
           (SELECT count(*) AS embeddings
            FROM (SELECT 1 FROM embeddings WHERE user_id = $1 LIMIT 1000000) b) e
      WHERE u.user_id = $1
      RETURNING )sql",
                                                 kColumns.Selected());
  for (const char* sql : {kMake, kLock}) {
    absl::StatusOr<Rows> done = transaction.Query(sql, {user_id});
    if (!done.ok()) return done.status();
  }
  absl::StatusOr<Rows> counted = transaction.Query(kCount, {user_id});
  if (!counted.ok()) return counted.status();
  RowReader reader(*counted, 0);
  return kColumns.Read(reader);
}

}  // namespace

absl::StatusOr<Usage> FindUsage(Transaction& transaction, const std::string& user_id) {
  static const std::string kSql =
      absl::StrCat("SELECT counted, ", kColumns.Selected(), " FROM user_usage WHERE user_id = $1");
  const absl::StatusOr<Rows> rows = transaction.Query(kSql, {user_id});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return Count(transaction, user_id);
  RowReader reader(*rows, 0);
  const bool counted = reader.Next<bool>();
  return counted ? kColumns.Read(reader) : Count(transaction, user_id);
}

absl::StatusOr<Usage> FindUsage(base::pg::Pool& pool, const std::string& user_id) {
  absl::StatusOr<Usage> usage;
  const absl::Status done = pool.Transaction([&](Transaction& transaction) {
    usage = FindUsage(transaction, user_id);
    return usage.status();
  });
  if (!done.ok()) return done;
  return usage;
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
  // Removes more than one row, so that a number above the limit decreases.
  static constexpr char kForget[] = R"sql(
      DELETE FROM notes WHERE user_id = $1 AND id = ANY (ARRAY(
        SELECT id FROM notes WHERE user_id = $1 AND deleted_at IS NOT NULL
        ORDER BY deleted_at LIMIT 10)))sql";
  if (limit <= 0) return absl::OkStatus();
  const absl::StatusOr<Usage> usage = FindUsage(transaction, user_id);
  if (!usage.ok()) return usage.status();
  if (usage->deleted_notes <= limit) return absl::OkStatus();
  // A plan from the time when the user had few rows would sort all of them.
  absl::Status planned = transaction.Execute("SET LOCAL enable_sort = off");
  return planned.ok() ? transaction.Query(kForget, {user_id}).status() : planned;
}

}  // namespace lossy::notes
