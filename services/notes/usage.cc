#include "services/notes/usage.h"

#include "base/error/error.h"
#include "base/pg/columns.h"

namespace lossy::notes {
namespace {

using base::pg::Transaction;

constexpr base::pg::Column<Usage> kArray[] = {
    base::pg::MemberColumn<&Usage::notes>("notes"),
    base::pg::MemberColumn<&Usage::deleted_notes>("deleted_notes"),
    base::pg::MemberColumn<&Usage::revisions>("revisions"),
    base::pg::MemberColumn<&Usage::note_bytes>("note_bytes"),
};
constexpr base::pg::Columns<Usage> kColumns{kArray};

}  // namespace

const services::UsageTable<Usage>& UsageCounts() {
  static const services::UsageTable<Usage> table(kColumns, R"sql(
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
      WHERE u.user_id = $1)sql");
  return table;
}

absl::Status CheckUsage(const Usage& usage, Added added, const Quotas& quotas) {
  absl::Status status;
  if (added == Added::kNote) status = base::CheckQuota("notes", usage.notes, quotas.notes);
  if (added == Added::kRevision) {
    status = base::CheckQuota("revisions", usage.revisions, quotas.revisions);
  }
  if (status.ok()) status = base::CheckQuota("note_bytes", usage.note_bytes, quotas.note_bytes);
  return status;
}

absl::Status CheckQuotas(Transaction& transaction, const std::string& user_id, Added added,
                         const Quotas& quotas) {
  const absl::StatusOr<Usage> usage = UsageCounts().Find(transaction, user_id);
  if (!usage.ok()) return usage.status();
  return CheckUsage(*usage, added, quotas);
}

absl::Status ForgetDeletedNotes(Transaction& transaction, const std::string& user_id,
                                std::int64_t limit) {
  // Removes more than one row, so that a number above the limit decreases.
  static constexpr char kForget[] = R"sql(
      DELETE FROM notes WHERE user_id = $1 AND id = ANY (ARRAY(
        SELECT id FROM notes WHERE user_id = $1 AND deleted_at IS NOT NULL
        ORDER BY deleted_at LIMIT 10)))sql";
  if (limit <= 0) return absl::OkStatus();
  const absl::StatusOr<Usage> usage = UsageCounts().Find(transaction, user_id);
  if (!usage.ok()) return usage.status();
  if (usage->deleted_notes <= limit) return absl::OkStatus();
  // A plan from the time when the user had few rows would sort all of them.
  absl::Status planned = transaction.SetLocal({{"enable_sort", "off"}});
  return planned.ok() ? transaction.Query(kForget, {user_id}).status() : planned;
}

}  // namespace lossy::notes
