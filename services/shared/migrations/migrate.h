#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "base/pg/migrate.h"
#include "base/pg/pool.h"

namespace lossy::services {

// Returns the steps of a service's schema, in their order: those of the tables that every service
// has (outbox, Once, marks of erased users), then the service's `own` steps.
std::vector<base::pg::Migration> AllSteps(absl::Span<const base::pg::Migration> own);

// Brings the schema of a service up to date: applies AllSteps(own). Afterwards every table with a
// `user_id` rejects rows of erased users. Errors: those of base::pg::Migrate.
absl::Status Migrate(base::pg::Pool& pool, absl::Span<const base::pg::Migration> own);

}  // namespace lossy::services
