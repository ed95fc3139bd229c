#include "base/pg/migrate.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/error/error.h"
#include "base/pg/row_reader.h"
#include "base/time/clock.h"

namespace lossy::base::pg {
namespace {

// Every replica of every version uses this number. Lock polls for it: a session that waits for a
// lock in the database would block CREATE INDEX CONCURRENTLY.
constexpr char kTryLock[] = "SELECT pg_try_advisory_lock(7310420, hashtext($1))";
constexpr char kUnlock[] = "SELECT pg_advisory_unlock(7310420, hashtext($1))";
constexpr absl::Duration kLockPause = absl::Milliseconds(50);

absl::Status Lock(Connection& connection, const std::string& schema, absl::Duration patience) {
  const absl::Time deadline = SteadyNow() + patience;
  for (;;) {
    const absl::StatusOr<Rows> locked = connection.Query(kTryLock, {schema});
    if (!locked.ok()) return locked.status();
    if (locked->Bool(0, 0)) return absl::OkStatus();
    if (SteadyNow() >= deadline) return Unavailable("another replica is migrating");
    absl::SleepFor(kLockPause);
  }
}

constexpr char kMigrations[] =
    "CREATE TABLE migrations ("
    "name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())";
constexpr char kMicros[] =
    "CREATE FUNCTION micros(timestamptz) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT "
    "PARALLEL SAFE AS 'SELECT (extract(epoch FROM $1) * 1000000)::bigint'";

// The role may lack the right to create. IF NOT EXISTS and OR REPLACE require that right even if
// the object exists.
absl::Status CreateUnless(Connection& connection, const std::string& exists,
                          const std::string& create) {
  const absl::StatusOr<Rows> found =
      connection.Run(absl::StrCat("SELECT ", exists, " IS NOT NULL"));
  if (!found.ok()) return found.status();
  return found->Bool(0, 0) ? absl::OkStatus() : connection.Execute(create);
}

// Returns an error that names the right that the role lacks, if that may be the cause of `status`.
absl::Status ExplainRights(Connection& connection, const std::string& schema,
                           const absl::Status& status) {
  if (!absl::IsInternal(status)) return status;
  const std::string exists = absl::StrCat("to_regnamespace('", schema, "') IS NOT NULL");
  const absl::StatusOr<Rows> rows = connection.Run(absl::StrCat(
      "SELECT ", exists, ", CASE WHEN ", exists, " THEN has_schema_privilege('", schema,
      "', 'CREATE') ELSE has_database_privilege(current_database(), 'CREATE') END, current_user"));
  if (!rows.ok()) return status;
  RowReader reader(*rows, 0);
  const bool schema_exists = reader.Next<bool>();
  const bool may_create = reader.Next<bool>();
  const auto role = reader.Next<absl::string_view>();
  if (may_create) return status;
  return absl::FailedPreconditionError(absl::StrCat(
      "the role ", role, " may not create what is missing in the schema ", schema, ": ",
      schema_exists ? absl::StrCat("ALTER SCHEMA ", schema, " OWNER TO ", role)
                    : absl::StrCat("CREATE SCHEMA ", schema, " AUTHORIZATION ", role),
      " (", status.message(), ")"));
}

absl::Status Prepare(Connection& connection, const std::string& schema) {
  absl::Status status = CreateUnless(connection, absl::StrCat("to_regnamespace('", schema, "')"),
                                     absl::StrCat("CREATE SCHEMA ", schema));
  if (status.ok()) {
    status = CreateUnless(connection, absl::StrCat("to_regclass('", schema, ".migrations')"),
                          kMigrations);
  }
  if (status.ok()) {
    status = CreateUnless(
        connection, absl::StrCat("to_regprocedure('", schema, ".micros(timestamptz)')"), kMicros);
  }
  return status;
}

// An interrupted CREATE INDEX CONCURRENTLY leaves an invalid index.
absl::Status DropInvalidIndexes(Connection& connection) {
  const absl::StatusOr<Rows> invalid = connection.Query(
      "SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
      "WHERE NOT i.indisvalid AND c.relnamespace = current_schema()::regnamespace");
  if (!invalid.ok()) return invalid.status();
  for (int i = 0; i < invalid->size(); ++i) {
    absl::Status dropped =
        connection.Execute(absl::StrCat("DROP INDEX CONCURRENTLY ", invalid->Text(i, 0)));
    if (!dropped.ok()) return dropped;
  }
  return absl::OkStatus();
}

absl::Status Remember(Connection& connection, const Migration& migration) {
  return connection.Query("INSERT INTO migrations (name) VALUES ($1)", {migration.name}).status();
}

absl::Status ApplyOutsideATransaction(Connection& connection, const Migration& migration) {
  absl::Status status = DropInvalidIndexes(connection);
  if (status.ok()) status = connection.Execute(std::string(migration.sql));
  return status.ok() ? Remember(connection, migration) : status;
}

absl::Status ApplyInATransaction(Connection& connection, const Migration& migration) {
  absl::Status status = connection.Execute("BEGIN");
  if (status.ok()) status = connection.Execute(std::string(migration.sql));
  if (status.ok()) status = Remember(connection, migration);
  if (status.ok()) return connection.Execute("COMMIT");
  connection.Execute("ROLLBACK").IgnoreError();
  return status;
}

absl::Status Apply(Connection& connection, const Migration& migration) {
  const absl::StatusOr<Rows> applied =
      connection.Query("SELECT 1 FROM migrations WHERE name = $1", {migration.name});
  if (!applied.ok()) return applied.status();
  if (!applied->empty()) return absl::OkStatus();
  return absl::StrContains(migration.sql, "CONCURRENTLY")
             ? ApplyOutsideATransaction(connection, migration)
             : ApplyInATransaction(connection, migration);
}

}  // namespace

absl::Status Migrate(Pool& pool, absl::Span<const Migration> migrations) {
  const Pool::Options& options = pool.options();
  const auto opened = Connection::Open(options.url, options.schema, options.migration);
  if (!opened.ok()) return opened.status();
  Connection& connection = **opened;
  absl::Status status = Lock(connection, options.schema, options.migration.lock);
  if (!status.ok()) return status;
  status = Prepare(connection, options.schema);
  for (const Migration& migration : migrations) {
    if (status.ok()) status = Apply(connection, migration);
  }
  if (!status.ok()) status = ExplainRights(connection, options.schema, status);
  // The end of the connection would release the lock later.
  connection.Query(kUnlock, {options.schema}).IgnoreError();
  if (status.ok()) pool.SetSchemaLost(false);
  return status;
}

}  // namespace lossy::base::pg
