#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "base/rpc/caller.h"

namespace lossy::services {

// The caller as the user whose data a request is about: `user_id`, or the caller's own if it is
// empty. Only an operator acts for another user. PERMISSION_DENIED, INVALID_ARGUMENT.
absl::StatusOr<base::Caller> ActingFor(base::Caller caller, const std::string& user_id);

}  // namespace lossy::services
