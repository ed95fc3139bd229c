#include "services/agent/storage/schema.h"

#include "services/agent/migrations/migrations.h"
#include "services/shared/migrations/migrate.h"

namespace lossy::agent {

absl::Status Migrate(base::pg::Pool& pool) { return services::Migrate(pool, Migrations()); }

}  // namespace lossy::agent
