#pragma once

#include <map>
#include <memory>
#include <string>

#include "edge/limits/admission.h"

namespace lossy::edge {

// One admission for each service, so that a slow one keeps nobody from the others. Belongs to one
// thread.
class Admissions {
 public:
  // As for Admission.
  Admissions(const AdmissionLimits& limits, Executor& home, const base::Clock& clock,
             AdmissionMetrics& metrics)
      : limits_(limits), home_(home), clock_(clock), metrics_(metrics) {}

  Admission& Of(const std::string& service) {
    std::unique_ptr<Admission>& admission = admissions_[service];
    if (admission == nullptr) {
      admission = std::make_unique<Admission>(limits_, home_, clock_, metrics_);
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
  AdmissionMetrics& metrics_;
  std::map<std::string, std::unique_ptr<Admission>> admissions_;  // Grows while one ticks.
};

}  // namespace lossy::edge
