#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/pg/pool.h"

namespace lossy::base::pg {

// One step of a schema's history. The names sort in the order of the steps: "0001_videos".
struct Migration {
  absl::string_view name;
  absl::string_view sql;
};

// Creates the pool's schema if it does not exist, and applies the steps that the schema lacks, each
// in a transaction of its own. Uses one connection, with the pool's `migration` limits. Ignores
// steps of the schema that are not in `migrations`: a newer version applied them.
//
// Replicas may call it at the same time: one migrates, and the others wait for it.
//
// A step that contains CONCURRENTLY must be one statement. It runs outside a transaction, after
// Migrate dropped the invalid indexes that an interrupted attempt left.
//
// Every step and query may use the function micros(timestamptz), which Migrate creates.
//
// Errors: those of Connection. UNAVAILABLE after `migration.lock` if another replica migrates, or
// if a table is in use: a longer wait for its lock would block the table's users. The caller must
// retry. FAILED_PRECONDITION, with instructions for the operator, if the role lacks a right that it
// needs to create something.
absl::Status Migrate(Pool& pool, absl::Span<const Migration> migrations);

}  // namespace lossy::base::pg
