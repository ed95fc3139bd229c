#pragma once

#include <map>
#include <memory>
#include <string>

#include "edge/channel/concurrency_limiter.h"

namespace lossy::edge {

// One admission for each service, so that a slow one keeps nobody from the others. Belongs to one
// thread.
class ConcurrencyLimiters {
 public:
  // As for ConcurrencyLimiter.
  ConcurrencyLimiters(const AdmissionLimits& limits, Executor& home, const base::Clock& clock,
                      ConcurrencyMetrics& metrics)
      : limits_(limits), home_(home), clock_(clock), metrics_(metrics) {}

  ConcurrencyLimiter& Of(const std::string& service) {
    std::unique_ptr<ConcurrencyLimiter>& admission = admissions_[service];
    if (admission == nullptr) {
      admission = std::make_unique<ConcurrencyLimiter>(limits_, home_, clock_, metrics_);
    }
    return *admission;
  }

  void Tick() {
    for (const auto& [service, admission] : admissions_) admission->Tick();
  }

 private:
  const AdmissionLimits limits_;
  Executor& home_;
  const base::Clock& clock_;
  ConcurrencyMetrics& metrics_;
  std::map<std::string, std::unique_ptr<ConcurrencyLimiter>> admissions_;  // Grows while one ticks.
};

}  // namespace lossy::edge
