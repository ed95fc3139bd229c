#pragma once

#include "absl/status/status.h"
#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/registry.h"

namespace lossy::agent {

// What the embedded recogniser counts.
struct SpeechMetrics {
  // `registry` must outlive it.
  explicit SpeechMetrics(prometheus::Registry& registry);

  // A process has to be replaced, for what SpeechProcess's error says.
  void CountLost(const absl::Status& error);

  prometheus::Counter& audio_seconds;
  prometheus::Counter& work_seconds;
  prometheus::Gauge& busy;

 private:
  prometheus::Family<prometheus::Counter>& lost_;
};

}  // namespace lossy::agent
