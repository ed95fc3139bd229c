#pragma once

#include "absl/status/status.h"
#include "base/pg/pool.h"

namespace lossy::agent {

// Creates the schema `agent`, or brings it up to date.
absl::Status Migrate(base::pg::Pool& pool);

}  // namespace lossy::agent
