#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/pg/pool.h"

namespace lossy::base::pg {

// A step of a schema's history. Names sort in the order of the steps: "0001_videos".
struct Migration {
  absl::string_view name;
  absl::string_view sql;
};

// Creates the pool's schema if it does not exist, and applies the steps that it does not have yet,
// each in a transaction of its own, on a connection of its own with the pool's `migration` limits.
// Steps that it has and that are not among these are none of its business: a newer version has put
// them there. Replicas that start together do not collide: one migrates, the others wait, and are
// told UNAVAILABLE after `migration.lock`. So is one that would have to wait longer for a table
// that is in use: meanwhile those who use the table would wait for it. Call it again then.
//
// A step that says CONCURRENTLY is one statement, and runs outside a transaction; invalid indexes
// of the schema, which an attempt that was cut off leaves, are dropped before it.
//
// A role without the right to create needs none if everything is there. Else
// FAILED_PRECONDITION says what the operator must do.
//
// The function micros(timestamptz) is there for every step and query.
absl::Status Migrate(Pool& pool, absl::Span<const Migration> migrations);

}  // namespace lossy::base::pg
