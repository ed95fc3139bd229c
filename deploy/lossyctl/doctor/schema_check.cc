#include "deploy/lossyctl/doctor/schema_check.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "base/pg/connection.h"
#include "base/pg/migrate.h"
#include "deploy/lossyctl/doctor/clock.h"
#include "services/agent/migrations/migrations.h"
#include "services/notes/migrations/migrations.h"
#include "services/notifications/migrations/migrations.h"
#include "services/video/migrations/migrations.h"

namespace lossy::lossyctl {
namespace {

using base::pg::Connection;
using base::pg::Migration;

// Steps of tables that every service has begin with it. They belong to no service.
constexpr absl::string_view kCommonSteps = "0000_";

struct Schema {
  std::string name;
  absl::Span<const Migration> steps;
};

std::vector<Schema> Schemas() {
  return {{"video", video::Migrations()},
          {"notes", notes::Migrations()},
          {"agent", agent::Migrations()},
          {"notifications", notifications::Migrations()}};
}

absl::StatusOr<std::set<std::string>> AppliedSteps(Connection& connection) {
  const absl::StatusOr<base::pg::Rows> rows = connection.Run("SELECT name FROM migrations");
  if (!rows.ok()) return rows.status();
  std::set<std::string> applied;
  for (int i = 0; i < rows->size(); ++i) applied.emplace(rows->Text(i, 0));
  return applied;
}

void CheckSteps(Connection& connection, const Schema& schema, Findings& findings) {
  const std::string subject = absl::StrCat("schema ", schema.name);
  const absl::StatusOr<std::set<std::string>> applied = AppliedSteps(connection);
  if (!applied.ok()) {
    return findings.Fail("schema", subject, applied.status().message(),
                         absl::StrCat("start ", schema.name,
                                      ", which makes its schema; or give "
                                      "--database_url a role that may read it, as {service}"));
  }
  std::vector<std::string> missing;
  std::set<std::string> newer = *applied;
  std::erase_if(newer,
                [](const std::string& step) { return absl::StartsWith(step, kCommonSteps); });
  for (const Migration& step : schema.steps) {
    if (newer.erase(std::string(step.name)) == 0) missing.emplace_back(step.name);
  }
  if (!missing.empty()) {
    findings.Fail("schema", subject, absl::StrCat("lacks ", absl::StrJoin(missing, ", ")),
                  absl::StrCat("start ", schema.name,
                               " of this release, which migrates its schema; "
                               "its log says why a step waits"));
  } else if (!newer.empty()) {
    findings.Warn("schema", subject,
                  absl::StrCat("has steps of a newer release: ", absl::StrJoin(newer, ", ")),
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

void CheckDatabase(const std::string& url, double tolerance, Findings& findings) {
  bool clock_is_checked = false;
  for (const Schema& schema : Schemas()) {
    const std::string subject = absl::StrCat("database of ", schema.name);
    const std::string own = absl::StrReplaceAll(url, {{"{service}", schema.name}});
    const auto connection = Connection::Open(own, schema.name, {});
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
