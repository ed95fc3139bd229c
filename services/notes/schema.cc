#include "services/notes/schema.h"

#include "services/notes/migrations/migrations.h"
#include "services/shared/migrations/migrate.h"

namespace lossy::notes {

absl::Status Migrate(base::pg::Pool& pool) { return services::Migrate(pool, Migrations()); }

}  // namespace lossy::notes
