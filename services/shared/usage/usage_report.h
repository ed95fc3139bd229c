#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "base/once/once.h"
#include "base/pg/pool.h"
#include "base/rpc/caller.h"
#include "services/shared/usage/usage_table.h"

namespace lossy::services {

// The rows and bytes that a user stores in a service, and the user's recent requests.
template <typename Usage>
struct UsageReport {
  Usage usage;
  base::RequestCount requests;
};

// Returns the user whose usage a GetUsage request reads: `user_id`, or the caller if it is empty.
// PERMISSION_DENIED if a user asks for another user.
absl::StatusOr<std::string> UserOfUsage(const base::Caller& caller, const std::string& user_id);

// Returns the usage that a GetUsage request of `caller` for `user_id` reads, with the errors of
// UserOfUsage.
template <typename Usage>
absl::StatusOr<UsageReport<Usage>> ReportUsage(base::pg::Pool& pool, const UsageTable<Usage>& table,
                                               const base::Caller& caller,
                                               const std::string& user_id) {
  const absl::StatusOr<std::string> user = UserOfUsage(caller, user_id);
  if (!user.ok()) return user.status();
  const absl::StatusOr<Usage> usage = table.Find(pool, *user);
  if (!usage.ok()) return usage.status();
  const absl::StatusOr<base::RequestCount> requests = base::CountRequests(pool, *user);
  if (!requests.ok()) return requests.status();
  return UsageReport<Usage>{.usage = *usage, .requests = *requests};
}

// Fills a Quota of the API of a service. `limit` 0: no limit.
template <typename Quota>
void FillQuota(std::int64_t used, std::int64_t limit, Quota* quota) {
  quota->set_used(used);
  quota->set_limit(limit);
}

}  // namespace lossy::services
