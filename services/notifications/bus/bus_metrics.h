#pragma once

#include <string>

#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/registry.h"

namespace lossy::notifications {

// What a bus to other replicas counts.
struct BusMetrics {
  // `bus` is the label that tells several apart. `registry` must outlive it.
  BusMetrics(prometheus::Registry& registry, const std::string& bus);

  prometheus::Gauge& connected;
  prometheus::Gauge& followed;
  prometheus::Gauge& senders;
  prometheus::Counter& sent;
  prometheus::Counter& received;
  prometheus::Counter& not_sent;
  prometheus::Counter& reconnects;
  prometheus::Counter& connect_failures;
  prometheus::Counter& overruns;
  // Messages that were refused, by reason.
  prometheus::Counter& malformed;
  prometheus::Counter& unknown_key;
  prometheus::Counter& forged;
  prometheus::Counter& unproved;
  prometheus::Counter& repeated;
};

}  // namespace lossy::notifications
