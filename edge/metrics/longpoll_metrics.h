#pragma once

#include <array>

#include "edge/metrics/session_metrics.h"
#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/registry.h"

namespace lossy::edge {

// The metrics of long-polling. Thread-safe.
class LongpollMetrics {
 public:
  // `registry` must outlive the metrics.
  explicit LongpollMetrics(prometheus::Registry& registry);

  // Count an answer by `status`, the status in its JSON body.
  void OnPollAnswered(int status) { polls_.Increment(status); }
  void OnPostAnswered(int status) { posts_.Increment(status); }

  SessionMetrics sessions;
  prometheus::Gauge& waiting;            // Polls that wait for a message.
  prometheus::Counter& sent_again;       // Messages sent again after their answer was lost.
  prometheus::Counter& forwarded;        // Requests that another edge answered.
  prometheus::Counter& forwards_failed;  // Requests that another edge did not answer.

 private:
  // A counter for each status. A status that is not in kStatuses is not counted.
  class ByStatus {
   public:
    ByStatus(prometheus::Registry& registry, const char* name, const char* help);
    void Increment(int status);

   private:
    static constexpr std::array<int, 7> kStatuses = {200, 204, 400, 403, 408, 410, 500};
    std::array<prometheus::Counter*, kStatuses.size()> counters_;
  };

  ByStatus polls_;
  ByStatus posts_;
};

}  // namespace lossy::edge
