#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/pg/connection.h"

namespace lossy::base::pg {

// Whether a pooler, such as PgBouncer, is between the connection and the server: another process
// answers than the one that the greeting announced.
absl::StatusOr<bool> IsPooled(Connection& connection);

// FAILED_PRECONDITION, with what the operator must do, if the pooler gives one server process to
// both connections, or several to one: it is in transaction or statement mode. See docs/adr/0034.
// Both connections must be outside a transaction.
absl::Status RequireSessionMode(Connection& one, Connection& other);

}  // namespace lossy::base::pg
