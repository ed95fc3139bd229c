#include "services/video/usage.h"

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/pg/columns.h"

namespace lossy::video {
namespace {

using base::pg::RowReader;
using base::pg::Rows;
using base::pg::Transaction;

constexpr base::pg::Column<Usage> kArray[] = {
    base::pg::MemberColumn<&Usage::videos>("videos"),
    base::pg::MemberColumn<&Usage::video_bytes>("video_bytes"),
};
constexpr base::pg::Columns<Usage> kColumns{kArray};

// Counts the user's rows. The row's lock blocks every other transaction that changes the numbers:
// rows of earlier transactions are counted, later transactions add to the result.
absl::StatusOr<Usage> Count(Transaction& transaction, const std::string& user_id) {
  static constexpr char kMake[] =
      "INSERT INTO user_usage (user_id) VALUES ($1) ON CONFLICT DO NOTHING";
  static constexpr char kLock[] = "SELECT 1 FROM user_usage WHERE user_id = $1 FOR UPDATE";
  static const std::string kCount = absl::StrCat(R"sql(
      UPDATE user_usage SET counted = true, (videos, video_bytes) = (
        SELECT count(*),
               coalesce(sum(octet_length(concat(external_id, url, title, thumbnail_url))), 0)
        FROM (SELECT * FROM videos WHERE user_id = $1 LIMIT 1000000) bounded)
      WHERE user_id = $1 RETURNING )sql",
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

absl::Status CheckQuotas(Transaction& transaction, const std::string& user_id,
                         const Quotas& quotas) {
  const absl::StatusOr<Usage> usage = FindUsage(transaction, user_id);
  if (!usage.ok()) return usage.status();
  absl::Status status = base::CheckQuota("videos", usage->videos, quotas.videos);
  if (!status.ok()) return status;
  return base::CheckQuota("video_bytes", usage->video_bytes, quotas.video_bytes);
}

}  // namespace lossy::video
