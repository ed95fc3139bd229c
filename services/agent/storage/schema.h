#pragma once

#include "absl/status/status.h"
#include "base/pg/pool.h"

namespace lossy::agent {

// Creates the schema `agent`, or migrates it to the current version.
absl::Status Migrate(base::pg::Pool& pool);

}  // namespace lossy::agent
