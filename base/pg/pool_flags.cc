#include "base/pg/pool_flags.h"

#include "absl/flags/flag.h"

ABSL_FLAG(std::string, database_url, "postgresql:///lossy", "libpq URL of the service's database");
ABSL_FLAG(int, database_connections, 8, "Most connections to the database");
ABSL_FLAG(int, database_acquire_ms, 3000, "Longest wait for a free connection, in milliseconds");
ABSL_FLAG(int, database_statement_ms, 5000, "Longest that a statement may run, in milliseconds");

namespace lossy::base::pg {

Pool::Options PoolOptionsFromFlags(const std::string& schema) {
  return {.url = absl::GetFlag(FLAGS_database_url),
          .schema = schema,
          .size = absl::GetFlag(FLAGS_database_connections),
          .acquire_timeout = absl::Milliseconds(absl::GetFlag(FLAGS_database_acquire_ms)),
          .statement_timeout = absl::Milliseconds(absl::GetFlag(FLAGS_database_statement_ms))};
}

}  // namespace lossy::base::pg
