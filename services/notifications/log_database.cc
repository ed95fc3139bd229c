#include "services/notifications/log_database.h"

#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "services/shared/migrations/schema_health.h"

namespace lossy::notifications {
namespace {

// The time limit of one run of trimming.
constexpr absl::Duration kTrimTime = absl::Seconds(1);

PostgresLog::Options LogOptions(const NotificationsConfig::Database& config,
                                const LogPlacement& placement,
                                std::vector<LogServer::Known> known) {
  PostgresLog::Options options = config.log;
  options.placement = placement;
  options.known = std::move(known);
  return options;
}

}  // namespace

LogDatabase::LogDatabase(const NotificationsConfig::Database& config, LogPlacement placement,
                         std::vector<LogServer::Known> known, AppendMetrics& metrics,
                         prometheus::Registry& registry)
    : placement_(std::move(placement)),
      pool_(config.pools[static_cast<std::size_t>(placement_.place - 1)], registry),
      log_(pool_, LogOptions(config, placement_, std::move(known)), metrics) {}

base::HealthPart LogDatabase::Health() {
  if (!is_only()) {
    return {.name = absl::StrCat("database.", placement_.place),
            .check = [this] { return Check(); },
            .required = false};
  }
  base::HealthPart part = services::SchemaHealth(pool_, [this] { return log_.Migrate(); });
  part.check = [this, schema = std::move(part.check)] {
    const absl::Status placed = log_.CheckPlacement();
    return placed.ok() ? schema() : placed;
  };
  return part;
}

absl::Status LogDatabase::Check() const {
  if (absl::Status placed = log_.CheckPlacement(); !placed.ok()) return placed;
  if (pool_.is_down()) return base::Unavailable("the server does not answer");
  if (!log_.ready()) return base::Unavailable("the tables are not ready");
  if (pool_.schema_is_lost()) return base::Unavailable("the tables are missing");
  return absl::OkStatus();
}

absl::StatusOr<base::TaskRun> LogDatabase::Maintain() {
  // The start of the process, and Health, make an only database ready.
  if (!is_only() && (!log_.ready() || pool_.schema_is_lost())) {
    if (absl::Status migrated = log_.Migrate(); !migrated.ok()) return migrated;
  }
  return log_.Sweep(kTrimTime);
}

std::string LogDatabase::task_name() const {
  return is_only() ? "trim_log" : absl::StrCat("trim_log_", placement_.place);
}

}  // namespace lossy::notifications
