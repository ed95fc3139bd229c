#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/pg/pool.h"
#include "base/workers/task_run.h"
#include "services/notifications/log/appended_topics.h"

namespace lossy::notifications {

// Deletes the events beyond the bounds from the tables of LogStore. Appends continue meanwhile,
// with short waits. Several replicas may trim at the same time. Not thread-safe.
//
// The cost of a run does not depend on the number of topics. The trimmer finds events that are too
// old by the order of all events, and histories that are too large among the topics to which this
// process appended. It passes through all topics once at its start, and then slowly, a portion at a
// time: it deletes topics without use, and finds what another replica left.
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
    int topics_at_once = 1000;  // The topics or events that one statement reads.
    // The pause between two portions of the pass, after the first pass. Zero: none.
    absl::Duration pass_pause = absl::ZeroDuration();
  };

  // Both references must outlive the trimmer.
  LogTrimmer(base::pg::Pool& pool, const Options& options, AppendedTopics& appended)
      : pool_(pool), options_(options), appended_(appended) {}

  // Trims until nothing is left to do now, or `time` has passed. In the second case TaskRun::more
  // is true.
  absl::StatusOr<base::TaskRun> Run(absl::Duration time);

  // The longest time by which an event exceeds its age, as of the last look at the oldest events
  // and of the last pass through all topics.
  absl::Duration overdue() const { return std::max(overdue_, overdue_oldest_); }

 private:
  struct Excess {
    std::vector<std::string> full;       // Topics with too much history.
    std::vector<std::string> forgotten;  // Topics without use.
    absl::Duration overdue;              // The time since the oldest event exceeded its age.
    std::string last;                    // The last topic. Empty: there was none.
    int seen = 0;                        // The number of topics.
  };

  // Each does a part of the work that is due. They return true if more of it is left.
  absl::StatusOr<bool> TrimOldest();
  absl::StatusOr<bool> TrimAppended();
  absl::StatusOr<bool> TrimPortion();

  // Returns $1 to $7 of the statements that use the bounds of histories.
  std::vector<base::pg::Param> Bounds() const;
  // Returns the excess of the next topics after at_.
  absl::StatusOr<Excess> LookOn();
  absl::StatusOr<Excess> LookAt(absl::Span<const std::string> topics);
  absl::StatusOr<Excess> Look(const std::string& sql, std::vector<base::pg::Param> params);
  // Returns true if events were deleted.
  absl::StatusOr<bool> Trim(const std::vector<std::string>& topics);
  absl::Status Forget(const std::vector<std::string>& topics);

  base::pg::Pool& pool_;
  const Options options_;
  AppendedTopics& appended_;
  std::vector<std::string> left_;  // Topics of appended_ that are not trimmed yet.
  // The next look at the oldest events, and at the next portion of the pass. Steady.
  absl::Time look_at_ = absl::InfinitePast();
  absl::Time portion_at_ = absl::InfinitePast();
  bool hurries_ = true;  // The pass makes no pauses until it ends.
  std::string at_;       // The last topic of the pass. Empty: at the start.
  absl::Duration overdue_;
  absl::Duration overdue_in_pass_;  // The value of overdue_ for the present pass.
  absl::Duration overdue_oldest_;
};

}  // namespace lossy::notifications
