#include "services/video/schema.h"

#include "services/shared/migrations/migrate.h"
#include "services/video/migrations/migrations.h"

namespace lossy::video {

absl::Status Migrate(base::pg::Pool& pool) { return services::Migrate(pool, Migrations()); }

}  // namespace lossy::video
