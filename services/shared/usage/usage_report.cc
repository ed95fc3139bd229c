#include "services/shared/usage/usage_report.h"

#include "base/identity/identity.h"

namespace lossy::services {

absl::StatusOr<std::string> UserOfUsage(const base::Caller& caller, const std::string& user_id) {
  const base::Identity& self = caller.identity;
  if (user_id.empty() || user_id == self.user_id) return self.user_id;
  if (self.role == base::Role::kUser) {
    return absl::PermissionDeniedError("only operators may read another user's usage");
  }
  return user_id;
}

}  // namespace lossy::services
