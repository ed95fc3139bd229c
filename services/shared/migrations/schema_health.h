#pragma once

#include <functional>

#include "absl/status/status.h"
#include "base/pg/pool.h"
#include "base/process/grpc_server.h"

namespace lossy::services {

// Runs `migrate` again when the tables are missing, since the database was dropped and created
// again, or an empty one has taken its place. The process does not serve meanwhile. `pool` must
// outlive it.
base::HealthPart SchemaHealth(base::pg::Pool& pool, std::function<absl::Status()> migrate);

}  // namespace lossy::services
