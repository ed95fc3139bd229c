#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/pg/connection.h"

namespace lossy::base::pg {

// Returns true if a pooler, such as PgBouncer, is between the connection and the server: the
// process that answers is not the one that the startup message announced.
absl::StatusOr<bool> IsPooled(Connection& connection);

// Checks that a pooler is in session mode: it must give each connection one server process of its
// own. See docs/adr/0034. Both connections must be outside a transaction. Errors:
// FAILED_PRECONDITION, with instructions for the operator.
absl::Status RequireSessionMode(Connection& one, Connection& other);

}  // namespace lossy::base::pg
