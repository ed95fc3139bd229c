#pragma once

#include "absl/status/status.h"
#include "base/pg/pool.h"

namespace lossy::notes {

// Creates the schema `notes`, or brings it up to date.
absl::Status Migrate(base::pg::Pool& pool);

}  // namespace lossy::notes
