#pragma once

#include "services/agent/usage/storage_quota.h"

namespace lossy::agent {

// Returns the limits of what a user stores from --user_stored_bytes and the other --user_… flags.
StorageLimits StorageLimitsFromFlags();

}  // namespace lossy::agent
