#include "base/pg/migrate.h"

#include "absl/strings/str_cat.h"

namespace lossy::base::pg {
namespace {

// Any number will do, as long as every replica of every version takes the same.
constexpr char kLock[] = "SELECT pg_advisory_xact_lock(7310420, hashtext($1))";

absl::Status Prepare(Connection& connection, const std::string& schema) {
  absl::Status locked = connection.Query(kLock, {schema}).status();
  if (!locked.ok()) return locked;
  return connection.Execute(absl::StrCat("CREATE SCHEMA IF NOT EXISTS ", schema, R"sql(;
      CREATE TABLE IF NOT EXISTS migrations (
        name text PRIMARY KEY,
        applied_at timestamptz NOT NULL DEFAULT now());
      CREATE OR REPLACE FUNCTION micros(timestamptz) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT
        PARALLEL SAFE AS 'SELECT (extract(epoch FROM $1) * 1000000)::bigint')sql"));
}

absl::Status Apply(Connection& connection, const std::string& schema, const Migration& migration) {
  absl::Status locked = connection.Query(kLock, {schema}).status();
  if (!locked.ok()) return locked;
  absl::StatusOr<Rows> fresh = connection.Query(
      "INSERT INTO migrations (name) VALUES ($1) ON CONFLICT DO NOTHING RETURNING name",
      {migration.name});
  if (!fresh.ok()) return fresh.status();
  return fresh->empty() ? absl::OkStatus() : connection.Execute(std::string(migration.sql));
}

}  // namespace

absl::Status Migrate(Pool& pool, absl::Span<const Migration> migrations) {
  const std::string& schema = pool.options().schema;
  absl::Status status =
      pool.Transaction([&](Connection& connection) { return Prepare(connection, schema); });
  for (const Migration& migration : migrations) {
    if (!status.ok()) return status;
    status = pool.Transaction(
        [&](Connection& connection) { return Apply(connection, schema, migration); });
  }
  return status;
}

}  // namespace lossy::base::pg
