#pragma once

#include <functional>

#include "absl/status/status.h"
#include "base/pg/pool.h"
#include "base/process/grpc_server.h"

namespace lossy::services {

// Returns a health part that runs `migrate` again after the tables were lost: an operator dropped
// and created the database, or replaced it by an empty one. The process is unhealthy until
// `migrate` succeeds. `pool` must outlive the part.
base::HealthPart SchemaHealth(base::pg::Pool& pool, std::function<absl::Status()> migrate);

}  // namespace lossy::services
