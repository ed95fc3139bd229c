#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/pg/migrate.h"
#include "base/pg/pool.h"
#include "base/pg/queries.h"
#include "base/rpc/caller.h"

namespace lossy::services {

// Erases a user: deletes all rows of the user from every table of a service's schema that has a
// column `user_id`. For an hour afterwards the tables reject new rows of the user, so that calls
// that still run on the user's behalf write nothing. The mark of an erased user is a hash of the
// user's id.

// Creates the table of marks and its functions; a step of each service's migrations.
extern const base::pg::Migration kErasedUsersMigration;

// Creates the trigger on each table with a `user_id` that lacks it. For a marked user the trigger
// rejects new rows (FAILED_PRECONDITION) and skips updates. Must run after all migrations.
absl::Status GuardTables(base::pg::Pool& pool);

// Marks the user. Waits for transactions that write rows of the user; later ones are rejected.
// Returns false if the user was marked before.
absl::StatusOr<bool> KeepOut(base::pg::Transaction& transaction, const std::string& user_id);

// Queues redactions of all events in the topics that `sql` selects for the user ($1).
absl::Status QueueRedactions(base::pg::Transaction& transaction, const base::Caller& caller,
                             absl::string_view sql);

// Deletes about `limit` rows of the user, and returns their number. Deletes the user's items in the
// outbox too, except redactions and Forget orders.
absl::StatusOr<int> DeleteRows(base::pg::Transaction& transaction, const std::string& user_id,
                               int limit);

// Marks the user, queues the redactions, and deletes the rows in portions. UNAVAILABLE if rows are
// left when the caller's deadline is near: the caller must retry.
absl::Status EraseUser(base::pg::Pool& pool, const base::Caller& caller,
                       absl::string_view topics_sql);

// Returns the tables of the schema that have a `user_id`, except those of the outbox.
absl::StatusOr<std::vector<std::string>> TablesOfUsers(base::pg::Queries& queries);

}  // namespace lossy::services
