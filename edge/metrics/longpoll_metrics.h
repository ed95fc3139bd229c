#pragma once

#include <array>

#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/registry.h"

namespace lossy::edge {

// Long-polling in numbers. Thread-safe.
class LongpollMetrics {
 public:
  explicit LongpollMetrics(prometheus::Registry& registry);

  // By the status inside the body.
  void OnPollAnswered(int status) { polls_.Increment(status); }
  void OnPostAnswered(int status) { posts_.Increment(status); }

  prometheus::Gauge& sessions;
  prometheus::Gauge& waiting;
  // Messages whose first carrier broke.
  prometheus::Counter& sent_again;
  prometheus::Counter& forwarded;
  prometheus::Counter& forwards_failed;

 private:
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
