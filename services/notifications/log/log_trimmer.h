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

// Deletes the events beyond the bounds from the tables of LogStore. Appends continue meanwhile,
// with short waits. Several replicas may trim at the same time. Not thread-safe.
class LogTrimmer {
 public:
  struct Options {
    // The bounds of one topic's history. The newest event stays even if it alone is larger.
    std::size_t history_events = 1000;
    std::size_t history_bytes = 4 << 20;
    absl::Duration history_age = absl::Hours(1);
    // The prefixes and the bounds of lasting topics, whose events stay valid for long.
    std::vector<std::string> lasting_topics;
    std::size_t lasting_events = 100'000;
    std::size_t lasting_bytes = 64 << 20;
    absl::Duration lasting_age = absl::Hours(744);
    // A topic without events is deleted after this time without use.
    absl::Duration topic_age = absl::Hours(720);
    int topics_at_once = 1000;  // The topics that one statement reads.
  };

  // `pool` must outlive the trimmer.
  LogTrimmer(base::pg::Pool& pool, const Options& options) : pool_(pool), options_(options) {}

  // Trims topic by topic, from the end of the last run on, until it has seen all topics or `time`
  // has passed. In the second case TaskRun::more is true.
  absl::StatusOr<base::TaskRun> Run(absl::Duration time);

  // The longest time by which an event had exceeded its age, as of the last pass through all
  // topics.
  absl::Duration overdue() const { return overdue_; }

 private:
  struct Excess {
    std::vector<std::string> full;       // Topics with too much history.
    std::vector<std::string> forgotten;  // Topics without use.
    absl::Duration overdue;              // The time since the oldest event exceeded its age.
  };

  // Returns $1 to $7 of the statements that use the bounds of histories.
  std::vector<base::pg::Param> Bounds() const;
  // Returns the next topics after at_, and advances at_.
  absl::StatusOr<Excess> Look();
  absl::Status Trim(const std::vector<std::string>& topics);
  absl::Status Forget(const std::vector<std::string>& topics);

  base::pg::Pool& pool_;
  const Options options_;
  std::string at_;  // The last topic seen. Empty: at the start.
  absl::Duration overdue_;
  absl::Duration overdue_in_pass_;  // The value of overdue() for the present pass.
};

}  // namespace lossy::notifications
