#include "base/pg/pool_flags.h"

#include <postgresql/libpq-fe.h>

#include "absl/flags/flag.h"
#include "base/flags/flag_check.h"
#include "base/flags/flag_range.h"
#include "base/flags/flag_value.h"
#include "base/log/refuse_start.h"

ABSL_FLAG(std::string, database_url, "postgresql:///lossy", "libpq URL of the service's database");
ABSL_FLAG(
    int, database_connections, 8,
    "Most connections to the database; the outbox occupies one for each of its kinds, and one more "
    "is needed");
ABSL_FLAG(int, database_acquire_ms, 3000, "Longest wait for a free connection, in milliseconds");
ABSL_FLAG(int, database_connect_ms, 2000,
          "Longest time to connect to a host of the URL, in milliseconds; libpq counts in seconds, "
          "at least two");
ABSL_FLAG(int, database_statement_ms, 4000,
          "Longest time that a statement may run, in milliseconds");
ABSL_FLAG(int, database_retry_max_ms, 2000,
          "Longest pause between attempts to connect, in milliseconds");
ABSL_FLAG(int, database_migration_ms, 60'000,
          "Longest time that a statement of a migration may run, in milliseconds");
ABSL_FLAG(int, database_migration_lock_ms, 2000,
          "Longest wait of a migration for a lock, after which it is retried, in milliseconds");

LOSSY_FLAG_RANGE(database_connections, 2, 1000);
LOSSY_FLAG_RANGE(database_acquire_ms, 1, 600'000);
LOSSY_FLAG_RANGE(database_connect_ms, 1, 600'000);
LOSSY_FLAG_RANGE(database_statement_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(database_retry_max_ms, 1, 600'000);
LOSSY_FLAG_RANGE(database_migration_ms, 1, 86'400'000);
LOSSY_FLAG_RANGE(database_migration_lock_ms, 1, 600'000);

namespace lossy::base::pg {
namespace {

// Omits libpq's own message, since it repeats parts of the URL, which may contain a password.
absl::StatusOr<std::string> UrlFromFlags() {
  std::string url = absl::GetFlag(FLAGS_database_url);
  PQconninfoOption* parsed = PQconninfoParse(url.c_str(), nullptr);
  if (parsed == nullptr) {
    return absl::InvalidArgumentError(
        "must be a libpq URL, as postgresql://user@host:5432/database");
  }
  PQconninfoFree(parsed);
  return url;
}

LOSSY_FLAG_CHECK(database_url, [] { return UrlFromFlags().status(); });

}  // namespace

Pool::Options PoolOptionsFromFlags(const std::string& schema) {
  const absl::Duration connect = FlagMilliseconds(FLAGS_database_connect_ms);
  return {
      .url = ValueOrRefuseFlag("database_url", UrlFromFlags()),
      .schema = schema,
      .size = absl::GetFlag(FLAGS_database_connections),
      .acquire_timeout = FlagMilliseconds(FLAGS_database_acquire_ms),
      .limits = {.connect = connect, .statement = FlagMilliseconds(FLAGS_database_statement_ms)},
      .longest_retry_pause = FlagMilliseconds(FLAGS_database_retry_max_ms),
      .migration = {.connect = connect,
                    .statement = FlagMilliseconds(FLAGS_database_migration_ms),
                    .lock = FlagMilliseconds(FLAGS_database_migration_lock_ms)}};
}

}  // namespace lossy::base::pg
