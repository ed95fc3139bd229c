#include "deploy/lossyctl/schema/schema.h"

#include <utility>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/pg/database_urls.h"
#include "services/agent/migrations/migrations.h"
#include "services/notes/migrations/migrations.h"
#include "services/notifications/migrations/migrations.h"
#include "services/shared/migrations/migrate.h"
#include "services/video/migrations/migrations.h"

ABSL_FLAG(
    std::string, database_url, "",
    "libpq URL of the database; {service} stands for the name of each service, so that each "
    "role reads its own schema. If notifications has several: the list URL,URL,…, whose first "
    "is also that of the other services");

namespace lossy::lossyctl {
namespace {

using base::pg::Connection;
using base::pg::Migration;

constexpr char kApplied[] =
    "SELECT name, to_char(applied_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') "
    "FROM migrations";

}  // namespace

std::vector<Schema> Schemas() {
  const auto log = notifications::Migrations();
  return {{"video", services::AllSteps(video::Migrations())},
          {"notes", services::AllSteps(notes::Migrations())},
          {"agent", services::AllSteps(agent::Migrations())},
          // It has none of the tables that the other services share.
          {"notifications", {log.begin(), log.end()}}};
}

absl::StatusOr<SchemaState> ReadSchemaState(Connection& connection, const Schema& schema) {
  const absl::StatusOr<base::pg::Rows> found = connection.Run(
      absl::StrCat("SELECT to_regclass('", schema.name, ".migrations') IS NOT NULL"));
  if (!found.ok()) return found.status();
  SchemaState state;
  if (!found->Bool(0, 0)) {
    state.missing = schema.steps;
    return state;
  }
  const absl::StatusOr<base::pg::Rows> rows = connection.Run(kApplied);
  if (!rows.ok()) return rows.status();
  for (int i = 0; i < rows->size(); ++i) {
    state.applied.emplace(std::string(rows->Text(i, 0)), std::string(rows->Text(i, 1)));
  }
  std::map<std::string, std::string> unknown = state.applied;
  for (const Migration& step : schema.steps) {
    if (unknown.erase(std::string(step.name)) == 0) state.missing.push_back(step);
  }
  for (const auto& [name, time] : unknown) state.newer.push_back(name);
  return state;
}

absl::StatusOr<std::vector<Schema>> SchemasInDatabases() {
  const auto urls = base::pg::DatabaseUrls(absl::GetFlag(FLAGS_database_url));
  if (!urls.ok())
    return absl::InvalidArgumentError(absl::StrCat("--database_url: ", urls.status().message()));
  if (urls->empty()) return absl::InvalidArgumentError("--database_url names no database");
  std::vector<Schema> schemas = Schemas();
  for (std::size_t i = 1; i < urls->size(); ++i) {
    const auto log = notifications::Migrations();
    schemas.push_back({"notifications", {log.begin(), log.end()}, i});
  }
  return schemas;
}

std::string TitleOf(const Schema& schema) {
  if (schema.database == 0) return schema.name;
  return absl::StrCat(schema.name, " in database ", schema.database + 1);
}

absl::StatusOr<std::unique_ptr<Connection>> ConnectToSchema(const Schema& schema) {
  const auto urls = base::pg::DatabaseUrls(absl::GetFlag(FLAGS_database_url));
  if (!urls.ok()) return urls.status();
  const std::string url =
      absl::StrReplaceAll(urls->at(schema.database), {{"{service}", schema.name}});
  return Connection::Open(url, schema.name, {});
}

bool DatabaseIsNamed() { return !absl::GetFlag(FLAGS_database_url).empty(); }

}  // namespace lossy::lossyctl
