#pragma once

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "base/pg/migrate.h"
#include "base/pg/pool.h"

namespace lossy::services {

// Brings the schema of a service up to date: the outbox and the requests done once, which every
// service has, and then the service's own steps.
absl::Status Migrate(base::pg::Pool& pool, absl::Span<const base::pg::Migration> own);

}  // namespace lossy::services
