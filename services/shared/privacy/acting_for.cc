#include "services/shared/privacy/acting_for.h"

#include "base/error/error.h"

namespace lossy::services {

absl::StatusOr<base::Caller> ActingFor(base::Caller caller, const std::string& user_id) {
  if (user_id.empty() || user_id == caller.identity.user_id) return caller;
  if (caller.identity.role != base::Role::kOperator) {
    return absl::PermissionDeniedError("only an operator may act for another user");
  }
  if (!base::IsUserId(user_id)) {
    return base::InvalidArgument("user_id", "must be 1 to 255 bytes without control characters");
  }
  caller.identity.user_id = user_id;
  return caller;
}

}  // namespace lossy::services
