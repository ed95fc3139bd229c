#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/pg/pool.h"
#include "base/workers/task_run.h"

namespace lossy::notifications {

// Takes from the tables of LogStore what is beyond the bounds. Appends go on meanwhile: they wait
// for moments only. Several replicas may do it at once. Not thread-safe.
class LogTrimmer {
 public:
  struct Options {
    // Of one topic's history. The newest event is kept even if it alone is larger.
    std::size_t history_events = 1000;
    std::size_t history_bytes = 4 << 20;
    absl::Duration history_age = absl::Hours(1);
    // The same of these topics, where what was said stays true for long.
    std::vector<std::string> lasting_topics;
    std::size_t lasting_events = 100'000;
    std::size_t lasting_bytes = 64 << 20;
    absl::Duration lasting_age = absl::Hours(744);
    // An empty topic that was not used for this time is deleted.
    absl::Duration topic_age = absl::Hours(720);
    int topics_at_once = 1000;
  };

  // `pool` must outlive it.
  LogTrimmer(base::pg::Pool& pool, const Options& options) : pool_(pool), options_(options) {}

  // Goes on through the topics until it has seen all of them or the time is up: then there is more.
  absl::StatusOr<base::TaskRun> Run(absl::Duration time);

  // The time by which the most overdue event was beyond its age when the last pass through
  // all topics found it.
  absl::Duration overdue() const { return overdue_; }

 private:
  struct Excess {
    std::vector<std::string> full;       // Topics with too much history.
    std::vector<std::string> forgotten;  // Unused topics.
    absl::Duration overdue;              // Of the oldest event.
  };

  // $1 to $7 of the statements that go by the bounds of histories.
  std::vector<base::pg::Param> Bounds() const;
  // Of the topics after at_, which moves on.
  absl::StatusOr<Excess> Look();
  absl::Status Trim(const std::vector<std::string>& topics);
  absl::Status Forget(const std::vector<std::string>& topics);

  base::pg::Pool& pool_;
  const Options options_;
  std::string at_;  // The last topic seen; empty: at the start.
  absl::Duration overdue_;
  absl::Duration overdue_in_pass_;  // So far.
};

}  // namespace lossy::notifications
