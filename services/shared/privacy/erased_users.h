#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/pg/connection.h"
#include "base/pg/migrate.h"
#include "base/pg/pool.h"
#include "base/rpc/caller.h"

namespace lossy::services {

// Deletes all rows of a user of a service, in any table: the tables of its schema that have
// a column `user_id`. An erased user cannot write for an hour, so that work that still runs on
// their behalf writes nothing afterwards. That mark is a hash of the user's id.

// The table of marks and the functions, as a step of every service's schema.
extern const base::pg::Migration kErasedUsersMigration;

// Puts a trigger on each table with a `user_id` that has none yet. For a user who is kept out it
// refuses new rows with FAILED_PRECONDITION, and leaves the rows that are there as they are. Call
// it after all steps.
absl::Status GuardTables(base::pg::Pool& pool);

// Waits for transactions that write rows of the user, and keeps later ones out. False: the user was
// kept out before.
absl::StatusOr<bool> KeepOut(base::pg::Transaction& transaction, const std::string& user_id);

// Queues redactions of everything in the topics that `sql` selects for the user ($1).
absl::Status QueueRedactions(base::pg::Transaction& transaction, const base::Caller& caller,
                             absl::string_view sql);

// Deletes about `limit` rows of the user; how many. Rows of the outbox for the user are deleted as
// well, but for redactions and for orders to forget.
absl::StatusOr<int> DeleteRows(base::pg::Transaction& transaction, const std::string& user_id,
                               int limit);

// All of it: keeps the user out, queues the redactions and deletes the rows in portions.
// UNAVAILABLE if more is left when the caller's deadline is near; call it again then.
absl::Status EraseUser(base::pg::Pool& pool, const base::Caller& caller,
                       absl::string_view topics_sql);

// The tables of the schema with a `user_id`, but for the outbox.
absl::StatusOr<std::vector<std::string>> TablesOfUsers(base::pg::Connection& connection);

}  // namespace lossy::services
