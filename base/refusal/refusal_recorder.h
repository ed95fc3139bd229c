#pragma once

#include <deque>

#include "absl/strings/string_view.h"
#include "base/log/log_limiter.h"
#include "base/refusal/refusal.h"
#include "prometheus/counter.h"
#include "prometheus/registry.h"

namespace lossy::base {

// Counts rejected clients in a metric, by reason, and logs them. The rate of log lines has a bound
// for each reason, so that a frequent reason hides no rare one. Thread-safe.
class RefusalRecorder {
 public:
  // The counter `name` has the label "reason"; every reason has a time series from the start. Each
  // log line is an `event` with the reason, the problem, and how often the reason occurred since
  // its last line ("times"). `registry` and the texts must outlive the recorder.
  RefusalRecorder(prometheus::Registry& registry, const char* name, const char* help,
                  absl::string_view event);

  // `problem` is for the operator; see RefusedToken. `client` is the client's address, or empty if
  // unknown.
  void Record(RefusalReason reason, absl::string_view problem, absl::string_view client = {});
  // Records a status that RefusedToken made.
  void Record(const absl::Status& status);

  // Returns the value of the counter for this reason.
  double Count(RefusalReason reason) const;

 private:
  struct Line {
    prometheus::Counter& counter;
    LogLimiter limiter{absl::Seconds(10), 5};
  };

  const absl::string_view event_;
  std::deque<Line> lines_;  // In the order of RefusalReason. Never changes.
};

}  // namespace lossy::base
