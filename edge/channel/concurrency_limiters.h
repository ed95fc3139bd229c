#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <string>

#include "edge/channel/concurrency_limiter.h"

namespace lossy::edge {

// One ConcurrencyLimiter for each service, so that a slow service delays no other. Belongs to one
// thread.
class ConcurrencyLimiters {
 public:
  // The parameters are those of ConcurrencyLimiter; `limits` apply to each service.
  ConcurrencyLimiters(const ConcurrencyLimits& limits, Executor& executor, const base::Clock& clock,
                      ConcurrencyMetrics& metrics)
      : limits_(limits), executor_(executor), clock_(clock), metrics_(metrics) {}

  // Returns the limiter of a service, which lives as long as this object. `service` is the full
  // name.
  ConcurrencyLimiter& Of(const std::string& service) {
    std::unique_ptr<ConcurrencyLimiter>& limiter = limiters_[service];
    if (limiter == nullptr) {
      limiter = std::make_unique<ConcurrencyLimiter>(limits_, executor_, clock_, metrics_);
    }
    return *limiter;
  }

  // True if ConcurrencyLimiter::waiting of a limiter is.
  bool waiting() const {
    return std::any_of(limiters_.begin(), limiters_.end(),
                       [](const auto& each) { return each.second->waiting(); });
  }
  // Calls ConcurrencyLimiter::Tick of each limiter.
  void Tick() {
    for (const auto& [service, limiter] : limiters_) limiter->Tick();
  }

 private:
  const ConcurrencyLimits limits_;
  Executor& executor_;
  const base::Clock& clock_;
  ConcurrencyMetrics& metrics_;
  // A std::map, because a rejected waiter may add a limiter during Tick.
  std::map<std::string, std::unique_ptr<ConcurrencyLimiter>> limiters_;
};

}  // namespace lossy::edge
