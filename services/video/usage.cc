#include "services/video/usage.h"

#include "base/error/error.h"
#include "base/pg/columns.h"

namespace lossy::video {
namespace {

using base::pg::Transaction;

constexpr base::pg::Column<Usage> kArray[] = {
    base::pg::MemberColumn<&Usage::videos>("videos"),
    base::pg::MemberColumn<&Usage::video_bytes>("video_bytes"),
};
constexpr base::pg::Columns<Usage> kColumns{kArray};

}  // namespace

const services::UsageTable<Usage>& UsageCounts() {
  static const services::UsageTable<Usage> table(kColumns, R"sql(
      UPDATE user_usage SET counted = true, (videos, video_bytes) = (
        SELECT count(*),
               coalesce(sum(octet_length(concat(external_id, url, title, thumbnail_url))), 0)
        FROM (SELECT * FROM videos WHERE user_id = $1 LIMIT 1000000) bounded)
      WHERE user_id = $1)sql");
  return table;
}

absl::Status CheckQuotas(Transaction& transaction, const std::string& user_id,
                         const Quotas& quotas) {
  const absl::StatusOr<Usage> usage = UsageCounts().Find(transaction, user_id);
  if (!usage.ok()) return usage.status();
  absl::Status status = base::CheckQuota("videos", usage->videos, quotas.videos);
  if (!status.ok()) return status;
  return base::CheckQuota("video_bytes", usage->video_bytes, quotas.video_bytes);
}

}  // namespace lossy::video
