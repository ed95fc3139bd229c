#pragma once

#include <atomic>
#include <cstddef>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "base/pg/pool.h"
#include "services/notifications/log/append_writer.h"
#include "services/notifications/log/appended_topics.h"
#include "services/notifications/log/log_placement.h"
#include "services/notifications/log/log_store.h"
#include "services/notifications/log/log_trimmer.h"
#include "services/notifications/log/topic_log.h"
#include "services/notifications/metrics/metrics.h"

namespace lossy::notifications {

// A TopicLog in PostgreSQL, which outlives processes and which replicas share. An append returns
// after the commit. Events of one topic in one call are appended together, or not at all. While the
// database is unavailable, every call returns UNAVAILABLE. Thread-safe.
class PostgresLog final : public TopicLog {
 public:
  struct Options {
    LogTrimmer::Options bounds;
    AppendWriter::Options writer;
    // The number of threads that append, each with one connection. One topic always has the same
    // thread.
    int writers = 4;
    // The longest wait of an append. It returns UNAVAILABLE afterwards.
    absl::Duration append_timeout = absl::Seconds(4);
    // The positions that an earlier process saved (LogMemoryFile).
    std::vector<LogServer::Known> known = {};
    // The place of the database in the list of all replicas.
    LogPlacement placement = {};
  };

  // Appends that have begun (BeginAppend).
  class PendingAppend {
    friend class PostgresLog;

    // The events of one topic, and their indices in the call.
    struct Topic {
      AppendWriter::Unit unit;
      std::vector<std::size_t> places;
      std::future<AppendWriter::Answer> answer;
    };

    std::size_t events = 0;
    absl::Time deadline;  // Steady.
    absl::Status status;  // Not OK: nothing was begun.
    std::vector<Topic> topics;
  };

  // The connections of `pool` must have the settings kJoinByIndex. `pool` and `metrics` must
  // outlive the log.
  PostgresLog(base::pg::Pool& pool, const Options& options, AppendMetrics& metrics);

  // Creates the tables, or brings them up to date, and claims the placement. Until it has
  // succeeded, all other calls return UNAVAILABLE. Returns FAILED_PRECONDITION, with instructions
  // for the operator, if the database cannot be used, or has another placement (CheckPlacement).
  absl::Status Migrate();
  // True after Migrate has succeeded.
  bool ready() const { return ready_; }

  // Returns FAILED_PRECONDITION, with instructions for the operator, if the database was last seen
  // to have another placement: another replica has another list of databases.
  absl::Status CheckPlacement() const { return store_.CheckPlacement(); }

  // AppendAll is BeginAppend and Await. Between them, the caller can begin to append to other logs.
  PendingAppend BeginAppend(std::vector<NewEvent> events);
  std::vector<absl::StatusOr<Appended>> Await(PendingAppend pending);

  std::vector<absl::StatusOr<Appended>> AppendAll(std::vector<NewEvent> events) override;
  absl::StatusOr<Range> Read(const std::string& topic, const absl::optional<v1::Position>& after,
                             int limit) override;
  absl::StatusOr<std::vector<v1::Position>> Heads(
      absl::Span<const absl::string_view> topics) override;
  absl::StatusOr<Changes> Changed(const Mark& mark) override;
  absl::Status EndEpochs(absl::Span<const absl::string_view> topics) override;
  absl::Status EndIfRolledBack(const std::string& topic, const v1::Position& known) override;

  // Returns the positions that the process should save for the next one.
  std::vector<LogServer::Known> Remembered() const { return store_.Remembered(); }

  // Deletes events beyond the bounds, for at most `time`. One thread must call it about once a
  // second.
  absl::StatusOr<base::TaskRun> Sweep(absl::Duration time);
  // Returns LogTrimmer::overdue. Only the thread that calls Sweep may call it.
  absl::Duration trim_overdue() const { return trimmer_.overdue(); }

 private:
  static std::vector<PendingAppend::Topic> Split(std::vector<NewEvent> events);
  void Await(PendingAppend::Topic& topic, absl::Time deadline,
             std::vector<absl::StatusOr<Appended>>& answers);
  absl::Status CheckReady() const;
  AppendWriter& WriterOf(absl::string_view topic);

  const absl::Duration append_timeout_;
  LogStore store_;
  std::atomic<bool> ready_{false};
  AppendedTopics appended_;
  LogTrimmer trimmer_;
  std::vector<std::unique_ptr<AppendWriter>> writers_;
};

}  // namespace lossy::notifications
