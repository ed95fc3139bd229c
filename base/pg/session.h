#pragma once

#include <string>

#include "absl/status/status.h"
#include "base/pg/connection.h"

namespace lossy::base::pg {

// A session is the state that the server keeps for one connection. A role, a database, an
// environment variable or a pooler may preset any of its settings. So a connection sets all those
// that the SQL, the parsing and the guarantees of the services rely on. See docs/database.md.

// Sends SET statements for all these settings, and for `more`; a pooler would drop or reject
// startup options. Skips settings that the server's version does not have. Errors: those of
// Connection.
absl::Status StateSettings(Connection& connection, const std::string& schema,
                           const Connection::Limits& limits, absl::Span<const Setting> more);

// Checks that the session can write, uses UTF-8, kept its settings and may use `schema`. A missing
// schema is no error, since Migrate creates it. Errors: FAILED_PRECONDITION, with instructions for
// the operator.
absl::Status CheckSession(Connection& connection, const std::string& schema);

}  // namespace lossy::base::pg
