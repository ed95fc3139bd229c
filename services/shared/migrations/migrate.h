#pragma once

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "base/pg/migrate.h"
#include "base/pg/pool.h"

namespace lossy::services {

// Brings the schema of a service up to date: the tables that every service has (outbox, Once, marks
// of erased users), then the service's `own` steps. Afterwards every table with a `user_id` rejects
// rows of erased users. Errors: those of base::pg::Migrate.
absl::Status Migrate(base::pg::Pool& pool, absl::Span<const base::pg::Migration> own);

}  // namespace lossy::services
