#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "base/rpc/caller.h"

namespace lossy::services {

// Returns `caller` with the user id that a request concerns: `user_id`, or the caller's own id if
// `user_id` is empty. PERMISSION_DENIED if a caller who is no operator names another user;
// INVALID_ARGUMENT if `user_id` is invalid.
absl::StatusOr<base::Caller> ActingFor(base::Caller caller, const std::string& user_id);

}  // namespace lossy::services
