#include "services/notifications/log_storage.h"

#include <utility>

#include "absl/types/optional.h"
#include "base/log/log.h"
#include "base/time/clock.h"
#include "base/workers/periodic_tasks.h"
#include "services/notifications/log/log_memory_file.h"
#include "services/notifications/log/memory_log.h"
#include "services/notifications/log/postgres_log.h"
#include "services/notifications/log/split_log.h"
#include "services/shared/migrations/schema_health.h"

namespace lossy::notifications {
namespace {

// The time limit of one run of trimming.
constexpr absl::Duration kTrimTime = absl::Seconds(1);

class MemoryStorage final : public LogStorage {
 public:
  MemoryStorage(const NotificationsConfig& config, Metrics& metrics)
      : metrics_(metrics), log_(config.memory_log, base::RealClock()) {}

  TopicLog& log() override { return log_; }
  absl::Status Migrate() override { return absl::OkStatus(); }
  std::vector<base::HealthPart> HealthParts() override { return {}; }

  void Tick() override {
    log_.Sweep();
    metrics_.topics.Set(static_cast<double>(log_.topics()));
    metrics_.log_bytes.Set(static_cast<double>(log_.bytes()));
  }

  void Stop() override {}

 private:
  Metrics& metrics_;
  MemoryLog log_;
};

// Topics in PostgreSQL, except the ephemeral ones, which live in memory.
class DatabaseStorage final : public LogStorage {
 public:
  DatabaseStorage(const NotificationsConfig& config, Metrics& metrics,
                  prometheus::Registry& registry)
      : memory_(config, metrics),
        pool_(config.database->pool, registry),
        append_metrics_(registry),
        memory_file_(config.database->log_memory_file),
        postgres_(pool_, WithKnown(config.database->log, memory_file_), append_metrics_),
        log_(config.ephemeral_topics, memory_.log(), postgres_) {
    trim_task_.emplace(TrimTask(config.database->trim_pause), registry);
  }

  TopicLog& log() override { return log_; }
  absl::Status Migrate() override { return postgres_.Migrate(); }
  void Tick() override { memory_.Tick(); }

  std::vector<base::HealthPart> HealthParts() override {
    return {services::SchemaHealth(pool_, [this] { return postgres_.Migrate(); })};
  }

  void Stop() override {
    trim_task_.reset();
    WriteMemoryFile();
  }

 private:
  static PostgresLog::Options WithKnown(PostgresLog::Options options, const LogMemoryFile& file) {
    options.known = file.Read();
    return options;
  }

  std::vector<base::PeriodicTasks::Task> TrimTask(absl::Duration pause) {
    return {{"trim_log", pause,
             [this] {
               absl::StatusOr<base::TaskRun> run = postgres_.Sweep(kTrimTime);
               WriteMemoryFile();
               return run;
             },
             [this]() -> absl::StatusOr<absl::Duration> { return postgres_.trim_overdue(); }}};
  }

  void WriteMemoryFile() {
    const absl::Status status = memory_file_.Write(postgres_.Remembered());
    if (status.ok()) return;
    base::Log(base::LogLevel::kWarning, "log_memory_not_written", {{"problem", status.message()}});
  }

  MemoryStorage memory_;
  base::pg::Pool pool_;
  AppendMetrics append_metrics_;
  LogMemoryFile memory_file_;
  PostgresLog postgres_;
  SplitLog log_;
  absl::optional<base::PeriodicTasks> trim_task_;
};

}  // namespace

std::unique_ptr<LogStorage> LogStorage::Make(const NotificationsConfig& config, Metrics& metrics,
                                             prometheus::Registry& registry) {
  if (!config.database.has_value()) return std::make_unique<MemoryStorage>(config, metrics);
  return std::make_unique<DatabaseStorage>(config, metrics, registry);
}

}  // namespace lossy::notifications
