#include "deploy/lossyctl/schema/migrations.h"

#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "deploy/lossyctl/report/report.h"
#include "deploy/lossyctl/schema/schema.h"

ABSL_FLAG(bool, dry_run, false, "Print the SQL of the missing steps, and change nothing");

namespace lossy::lossyctl {
namespace {

using base::pg::Migration;

absl::StatusOr<SchemaState> StateOf(const Schema& schema) {
  const auto connection = ConnectToSchema(schema);
  if (!connection.ok()) return connection.status();
  return ReadSchemaState(**connection, schema);
}

// Returns the statements in the order and the transactions in which the service runs them.
std::string SqlOf(const Schema& schema, const SchemaState& state) {
  std::string sql =
      absl::StrCat("-- ", TitleOf(schema), ": missing steps: ", state.missing.size(), "\n");
  if (state.missing.empty()) return sql;
  if (state.applied.empty()) {
    absl::StrAppend(&sql, "-- The service first creates the schema ", schema.name,
                    ", its table migrations and its function micros(timestamptz).\n");
  }
  absl::StrAppend(&sql, "SET search_path = ", schema.name, ";\n");
  for (const Migration& step : state.missing) {
    // Migrate (base/pg) runs such a step outside a transaction.
    const bool alone = absl::StrContains(step.sql, "CONCURRENTLY");
    absl::StrAppend(&sql, "\n-- ", schema.name, " ", step.name, "\n", alone ? "" : "BEGIN;\n",
                    step.sql, absl::EndsWith(step.sql, "\n") ? "" : "\n",
                    "INSERT INTO migrations (name) VALUES ('", step.name, "');\n",
                    alone ? "" : "COMMIT;\n");
  }
  return sql + "\n";
}

void AddRows(const Schema& schema, const SchemaState& state, Table& summary, Table& steps) {
  summary.AddRow({TitleOf(schema), static_cast<int>(state.applied.size()),
                  static_cast<int>(state.missing.size()), static_cast<int>(state.newer.size())});
  for (const Migration& step : schema.steps) {
    const auto applied = state.applied.find(std::string(step.name));
    const bool done = applied != state.applied.end();
    steps.AddRow({TitleOf(schema), step.name, done ? "applied" : "missing",
                  done ? Value(applied->second) : Value()});
  }
  for (const std::string& name : state.newer) {
    steps.AddRow({TitleOf(schema), name, "newer", state.applied.at(name)});
  }
}

}  // namespace

absl::Status ShowMigrations() {
  if (!DatabaseIsNamed()) return absl::InvalidArgumentError("--database_url is missing");
  const bool dry_run = absl::GetFlag(FLAGS_dry_run);
  if (dry_run && JsonIsWanted()) {
    return absl::InvalidArgumentError("--dry_run prints SQL; leave --json out");
  }
  const absl::StatusOr<std::vector<Schema>> schemas = SchemasInDatabases();
  if (!schemas.ok()) return schemas.status();
  Report report;
  Table& summary = report.AddTable("schemas", {"service", "applied", "missing", "newer"});
  Table& steps = report.AddTable("steps", {"service", "step", "state", "applied_at"});
  std::size_t missing = 0;
  std::string sql;
  for (const Schema& schema : *schemas) {
    const absl::StatusOr<SchemaState> state = StateOf(schema);
    if (!state.ok()) {
      return {state.status().code(), absl::StrCat(TitleOf(schema), ": ", state.status().message())};
    }
    missing += state->missing.size();
    AddRows(schema, *state, summary, steps);
    sql += SqlOf(schema, *state);
  }
  if (dry_run) {
    std::cout << sql;
    return absl::OkStatus();
  }
  report.Print();
  if (missing == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "missing steps: ", missing, "; the services of this build apply them when they start"));
}

}  // namespace lossy::lossyctl
