#pragma once

#include "absl/status/status.h"
#include "base/pg/pool.h"

namespace lossy::video {

// Creates the schema `video`, or brings it up to date.
absl::Status Migrate(base::pg::Pool& pool);

}  // namespace lossy::video
