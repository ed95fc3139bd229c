#include "services/agent/schema.h"

#include "services/agent/migrations.h"
#include "services/store/migrate.h"

namespace lossy::agent {

absl::Status Migrate(base::pg::Pool& pool) { return services::Migrate(pool, Migrations()); }

}  // namespace lossy::agent
