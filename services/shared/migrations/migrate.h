#pragma once

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "base/pg/migrate.h"
#include "base/pg/pool.h"

namespace lossy::services {

// Brings the schema of a service up to date: the outbox, the requests done once and the marks of
// erased users, which every service has, and then the service's own steps. Every table of users
// then keeps erased users out.
absl::Status Migrate(base::pg::Pool& pool, absl::Span<const base::pg::Migration> own);

}  // namespace lossy::services
