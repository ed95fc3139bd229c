#include "services/video/usage.h"

#include "base/error/error.h"

namespace lossy::video {
namespace {

using base::pg::Rows;
using base::pg::Transaction;

Usage ToUsage(const Rows& rows, int first) {
  return {.videos = rows.Int(0, first), .video_bytes = rows.Int(0, first + 1)};
}

// The row's lock makes every other transaction that changes the numbers wait: those that ended
// before are counted, those that come later add to the result.
absl::StatusOr<Usage> Count(Transaction& transaction, const std::string& user_id) {
  static constexpr char kMake[] =
      "INSERT INTO user_usage (user_id) VALUES ($1) ON CONFLICT DO NOTHING";
  static constexpr char kLock[] = "SELECT 1 FROM user_usage WHERE user_id = $1 FOR UPDATE";
  static constexpr char kCount[] = R"sql(
      UPDATE user_usage SET counted = true, (videos, video_bytes) = (
        SELECT count(*),
               coalesce(sum(octet_length(concat(external_id, url, title, thumbnail_url))), 0)
        FROM (SELECT * FROM videos WHERE user_id = $1 LIMIT 1000000) bounded)
      WHERE user_id = $1 RETURNING videos, video_bytes)sql";
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
      "SELECT counted, videos, video_bytes FROM user_usage WHERE user_id = $1", {user_id});
  if (!rows.ok()) return rows.status();
  if (rows->empty() || !rows->Bool(0, 0)) return Count(transaction, user_id);
  return ToUsage(*rows, 1);
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
