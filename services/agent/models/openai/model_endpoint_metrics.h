#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"
#include "services/agent/models/api/usage.h"
#include "services/agent/models/openai/circuit_breaker.h"

namespace lossy::agent {

// The metrics of one kind of call to an endpoint of models. Thread-safe.
class ModelEndpointMetrics {
 public:
  // `kind`: "structuring", "transcription" or "vision". The registry must
  // outlive this object.
  ModelEndpointMetrics(prometheus::Registry& registry, const std::string& kind);

  const std::string& kind() const { return kind_; }

  // Count and Observe record the outcome and the duration of one try. A try that the circuit
  // breaker rejects has no duration.
  void Count(absl::string_view outcome);
  void Observe(absl::Duration took);
  // Counts an unusable answer, which may have a price. `reason` is ChatCompletion::problem or a
  // reason of the caller.
  void CountUnusable(absl::string_view reason);
  void Retry() { retries_.Increment(); }
  // Begin and End count the calls in progress.
  void Begin() { in_flight_.Increment(); }
  void End() { in_flight_.Decrement(); }
  // Sets the gauge of the circuit breaker: 0 closed, 1 half open, 2 open.
  void SetCircuit(CircuitBreaker::State state) { circuit_.Set(static_cast<double>(state)); }
  // Adds the tokens, the seconds of audio and the cost of an answer.
  void Spend(const Usage& usage);

 private:
  const std::string kind_;
  prometheus::Family<prometheus::Counter>& requests_;
  prometheus::Family<prometheus::Counter>& unusable_;
  prometheus::Histogram& seconds_;
  prometheus::Counter& retries_;
  prometheus::Gauge& in_flight_;
  prometheus::Gauge& circuit_;
  prometheus::Counter& input_tokens_;
  prometheus::Counter& output_tokens_;
  prometheus::Counter& audio_seconds_;
  prometheus::Counter& cost_;
};

}  // namespace lossy::agent
