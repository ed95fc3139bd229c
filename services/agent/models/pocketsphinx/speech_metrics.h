#pragma once

#include "absl/status/status.h"
#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/registry.h"

namespace lossy::agent {

// The metrics of the embedded recogniser. Thread-safe.
struct SpeechMetrics {
  // `registry` must outlive this object.
  explicit SpeechMetrics(prometheus::Registry& registry);

  // Counts a process that failed and must be replaced. `error` is an error of SpeechProcess.
  void CountLost(const absl::Status& error);

  prometheus::Counter& audio_seconds;
  prometheus::Counter& work_seconds;
  prometheus::Gauge& busy;

 private:
  prometheus::Family<prometheus::Counter>& lost_;
};

}  // namespace lossy::agent
