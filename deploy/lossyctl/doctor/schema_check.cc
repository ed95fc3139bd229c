#include "deploy/lossyctl/doctor/schema_check.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/pg/connection.h"
#include "deploy/lossyctl/doctor/clock.h"
#include "deploy/lossyctl/schema/schema.h"

namespace lossy::lossyctl {
namespace {

using base::pg::Connection;

std::string NamesOf(const std::vector<base::pg::Migration>& steps) {
  return absl::StrJoin(steps, ", ", [](std::string* out, const base::pg::Migration& step) {
    absl::StrAppend(out, step.name);
  });
}

void CheckSteps(Connection& connection, const Schema& schema, Findings& findings) {
  const std::string subject = absl::StrCat("schema ", TitleOf(schema));
  const absl::StatusOr<SchemaState> state = ReadSchemaState(connection, schema);
  if (!state.ok()) {
    return findings.Fail("schema", subject, state.status().message(),
                         "give --database_url a role that may read the schema, as {service}");
  }
  if (!state->missing.empty()) {
    findings.Fail("schema", subject, absl::StrCat("lacks ", NamesOf(state->missing)),
                  absl::StrCat("start ", schema.name,
                               " of this release, which migrates its schema; "
                               "its log says why a step waits"));
  } else if (!state->newer.empty()) {
    findings.Warn("schema", subject,
                  absl::StrCat("has steps of a newer release: ", absl::StrJoin(state->newer, ", ")),
                  "use lossyctl and programs of that release, unless this is a rollback");
  } else {
    findings.Ok("schema", subject,
                absl::StrCat("has all ", schema.steps.size(), " steps of this release"));
  }
}

void CheckDatabaseClock(Connection& connection, const std::string& subject, double tolerance,
                        Findings& findings) {
  const double before = SecondsNow();
  const absl::StatusOr<base::pg::Rows> rows =
      connection.Run("SELECT extract(epoch FROM clock_timestamp())::float8");
  if (!rows.ok()) return findings.Fail("clock", subject, rows.status().message(), "try again");
  CompareClocks(subject, rows->Double(0, 0), before, SecondsNow(), tolerance, findings);
}

}  // namespace

void CheckDatabase(double tolerance, Findings& findings) {
  bool clock_is_checked = false;
  const absl::StatusOr<std::vector<Schema>> schemas = SchemasInDatabases();
  if (!schemas.ok()) {
    return findings.Fail("database", "--database_url", schemas.status().message(),
                         "correct --database_url");
  }
  for (const Schema& schema : *schemas) {
    const std::string subject = absl::StrCat("database of ", TitleOf(schema));
    const auto connection = ConnectToSchema(schema);
    if (!connection.ok()) {
      findings.Fail("database", subject, connection.status().message(),
                    "start PostgreSQL, or correct --database_url; roles.sh makes the roles");
      continue;
    }
    findings.Ok("database", subject, "accepts connections");
    if (!std::exchange(clock_is_checked, true)) {
      CheckDatabaseClock(**connection, subject, tolerance, findings);
    }
    CheckSteps(**connection, schema, findings);
  }
}

}  // namespace lossy::lossyctl
