#include "services/shared/migrations/migrate.h"

#include "base/once/once.h"
#include "base/outbox/outbox.h"
#include "services/shared/privacy/erased_users.h"

namespace lossy::services {

std::vector<base::pg::Migration> AllSteps(absl::Span<const base::pg::Migration> own) {
  const auto outbox = base::OutboxMigrations();
  std::vector<base::pg::Migration> all(outbox.begin(), outbox.end());
  all.push_back(base::kOnceMigration);
  all.push_back(kErasedUsersMigration);
  all.insert(all.end(), own.begin(), own.end());
  return all;
}

absl::Status Migrate(base::pg::Pool& pool, absl::Span<const base::pg::Migration> own) {
  const absl::Status migrated = base::pg::Migrate(pool, AllSteps(own));
  return migrated.ok() ? GuardTables(pool) : migrated;
}

}  // namespace lossy::services
