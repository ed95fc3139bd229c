#pragma once

#include <string>

#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/registry.h"

namespace lossy::notifications {

// The metrics of one NatsBus, and of its replica's authentication. Thread-safe.
struct BusMetrics {
  // `bus` is the value of the label "bus", which distinguishes two buses of a process. `registry`
  // must outlive the object.
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
  // Rejected messages, by reason (BusAuthenticator::Refusal).
  prometheus::Counter& malformed;
  prometheus::Counter& unknown_key;
  prometheus::Counter& forged;
  prometheus::Counter& unproved;
  prometheus::Counter& repeated;
};

}  // namespace lossy::notifications
