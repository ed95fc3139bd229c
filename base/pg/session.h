#pragma once

#include <string>

#include "absl/status/status.h"
#include "base/pg/connection.h"

namespace lossy::base::pg {

// A session is what the server keeps for one connection. A role, a database, an environment
// variable or a pooler may give it any settings, so a connection states those that our SQL, our
// parsing and our promises rely on. See docs/database.md.

// Sets every setting of the session that a connection relies on, by statements: a pooler drops or
// refuses startup options. Settings that the server's version does not have are left out.
absl::Status StateSettings(Connection& connection, const std::string& schema,
                           const Connection::Limits& limits);

// FAILED_PRECONDITION, with what the operator must do, unless the session can be written to, is
// encoded as UTF-8, kept the settings and may use `schema`. A schema that does not exist is no
// error: Migrate creates it.
absl::Status CheckSession(Connection& connection, const std::string& schema);

}  // namespace lossy::base::pg
