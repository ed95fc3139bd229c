#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "base/rpc/caller.h"

namespace lossy::services {

// Returns the user whose usage a GetUsage request reads: `user_id`, or the caller if it is empty.
// PERMISSION_DENIED if a user asks for another user.
absl::StatusOr<std::string> UserOfUsage(const base::Caller& caller, const std::string& user_id);

// Fills a Quota of the API of a service. `limit` 0: no limit.
template <typename Quota>
void FillQuota(std::int64_t used, std::int64_t limit, Quota* quota) {
  quota->set_used(used);
  quota->set_limit(limit);
}

}  // namespace lossy::services
