#pragma once

#include <deque>

#include "absl/strings/string_view.h"
#include "base/log/log_limiter.h"
#include "base/refusal/refusal.h"
#include "prometheus/counter.h"
#include "prometheus/registry.h"

namespace lossy::base {

// Tells the operator of each refusal: counts it in a metric, by reason, and logs it at a bounded
// rate for each reason, so that a frequent reason hides no rare one. Thread-safe.
class RefusalRecorder {
 public:
  // The metric `name` gets the label "reason", and is there for every reason from the start. Each
  // log line is an `event` with the reason, the problem, and how often the reason occurred since
  // its last line ("times"). `registry` and the texts must outlive the recorder.
  RefusalRecorder(prometheus::Registry& registry, const char* name, const char* help,
                  absl::string_view event);

  // `problem` is for the operator. It must contain no part of a token. `client`: its address, if
  // known.
  void Record(RefusalReason reason, absl::string_view problem, absl::string_view client = {});
  // The same for a status that RefusedToken made.
  void Record(const absl::Status& status);

  // The number of records of the reason.
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
