#include "services/notifications/log_storage.h"

#include <cstddef>
#include <iterator>
#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "base/log/log.h"
#include "base/sync/mutex.h"
#include "base/time/clock.h"
#include "base/workers/periodic_tasks.h"
#include "services/notifications/log/log_memory_file.h"
#include "services/notifications/log/log_placement.h"
#include "services/notifications/log/memory_log.h"
#include "services/notifications/log/postgres_log.h"
#include "services/notifications/log/split_log.h"
#include "services/notifications/log/spread_log.h"
#include "services/notifications/log_database.h"

namespace lossy::notifications {
namespace {

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

// Topics in one or several PostgreSQL databases, except the ephemeral ones, which live in memory.
class DatabaseStorage final : public LogStorage {
 public:
  DatabaseStorage(const NotificationsConfig& config, Metrics& metrics,
                  prometheus::Registry& registry)
      : memory_(config, metrics),
        append_metrics_(registry),
        memory_file_(config.database->log_memory_file),
        databases_(MakeDatabases(config, memory_file_.Read(), append_metrics_, registry)),
        spread_(LogsOf(databases_), FirstTopics(config)),
        log_(config.ephemeral_topics, memory_.log(), DatabaseLog()) {
    for (const auto& database : databases_) {
      trim_tasks_.push_back(std::make_unique<base::PeriodicTasks>(
          TrimTask(*database, config.database->trim_pause), registry));
    }
  }

  TopicLog& log() override { return log_; }
  void Tick() override { memory_.Tick(); }

  // The process may serve as soon as one database works, unless another replica has another list.
  absl::Status Migrate() override {
    absl::Status failure;
    bool works = false;
    for (const auto& database : databases_) {
      PostgresLog& log = database->log();
      const absl::Status status = log.ready() ? absl::OkStatus() : log.Migrate();
      works = works || status.ok();
      failure.Update(status);
      if (absl::Status placed = log.CheckPlacement(); !placed.ok()) return placed;
    }
    return works ? absl::OkStatus() : failure;
  }

  std::vector<base::HealthPart> HealthParts() override {
    std::vector<base::HealthPart> parts;
    for (const auto& database : databases_) parts.push_back(database->Health());
    if (databases_.size() == 1) return parts;
    parts.push_back(
        {.name = "database.list", .check = [this] { return CheckPlacements(); }, .required = true});
    return parts;
  }

  void Stop() override {
    trim_tasks_.clear();
    WriteMemoryFile();
  }

 private:
  using Databases = std::vector<std::unique_ptr<LogDatabase>>;

  // Lasting topics stay in the first database when the list grows, because their events must not be
  // lost. With one database all topics are there.
  static std::vector<std::string> FirstTopics(const NotificationsConfig& config) {
    if (config.database->pools.size() == 1) return {};
    std::vector<std::string> topics = config.lasting_topics;
    absl::c_sort(topics);
    return topics;
  }

  static Databases MakeDatabases(const NotificationsConfig& config,
                                 const std::vector<LogServer::Known>& known, AppendMetrics& metrics,
                                 prometheus::Registry& registry) {
    const std::size_t places = config.database->pools.size();
    const std::vector<std::string> first_topics = FirstTopics(config);
    std::vector<std::vector<LogServer::Known>> known_of(places);
    for (const LogServer::Known& each : known) {
      known_of[PlaceOf(each.topic, places, first_topics)].push_back(each);
    }
    Databases databases;
    for (std::size_t i = 0; i < places; ++i) {
      LogPlacement placement{.place = static_cast<int>(i) + 1,
                             .places = static_cast<int>(places),
                             .first_topics = first_topics};
      databases.push_back(std::make_unique<LogDatabase>(*config.database, std::move(placement),
                                                        std::move(known_of[i]), metrics, registry));
    }
    return databases;
  }

  static std::vector<PostgresLog*> LogsOf(const Databases& databases) {
    std::vector<PostgresLog*> logs;
    for (const auto& database : databases) logs.push_back(&database->log());
    return logs;
  }

  TopicLog& DatabaseLog() {
    if (databases_.size() > 1) return spread_;
    return databases_.front()->log();
  }

  absl::Status CheckPlacements() const {
    for (const auto& database : databases_) {
      if (absl::Status placed = database->log().CheckPlacement(); !placed.ok()) return placed;
    }
    return absl::OkStatus();
  }

  std::vector<base::PeriodicTasks::Task> TrimTask(LogDatabase& database, absl::Duration pause) {
    return {{database.task_name(), pause,
             [this, &database] {
               absl::StatusOr<base::TaskRun> run = database.Maintain();
               WriteMemoryFile();
               return run;
             },
             [&database]() -> absl::StatusOr<absl::Duration> {
               return database.log().trim_overdue();
             }}};
  }

  void WriteMemoryFile() {
    std::vector<LogServer::Known> known;
    for (const auto& database : databases_) {
      absl::c_move(database->log().Remembered(), std::back_inserter(known));
    }
    base::MutexLock lock(memory_file_mutex_);
    const absl::Status status = memory_file_.Write(known);
    if (status.ok()) return;
    base::Log(base::LogLevel::kWarning, "log_memory_not_written", {{"problem", status.message()}});
  }

  MemoryStorage memory_;
  AppendMetrics append_metrics_;
  base::Mutex memory_file_mutex_;
  LogMemoryFile memory_file_ LOSSY_GUARDED_BY(memory_file_mutex_);
  const Databases databases_;
  SpreadLog spread_;
  SplitLog log_;
  std::vector<std::unique_ptr<base::PeriodicTasks>> trim_tasks_;
};

}  // namespace

std::unique_ptr<LogStorage> LogStorage::Make(const NotificationsConfig& config, Metrics& metrics,
                                             prometheus::Registry& registry) {
  if (!config.database.has_value()) return std::make_unique<MemoryStorage>(config, metrics);
  return std::make_unique<DatabaseStorage>(config, metrics, registry);
}

}  // namespace lossy::notifications
