#pragma once

#include <string>

#include "base/metrics/add_metric.h"

namespace lossy::notifications {

// The metrics of one NatsBus, and of its replica's authentication, with their names and help.
// Thread-safe.
struct BusMetrics {
  // `bus` is the value of the label "bus", which distinguishes two buses of a process. `registry`
  // must outlive the object.
  BusMetrics(prometheus::Registry& registry, const std::string& bus)
      : registry(registry), bus(bus) {}

  prometheus::Registry& registry;
  const std::string bus;
  prometheus::Gauge& connected =
      AddGauge("lossy_notifications_bus_connected",
               "1 while the bus to other replicas is connected, else 0, by bus");
  prometheus::Gauge& followed = AddGauge("lossy_notifications_bus_followed",
                                         "Topics that this replica follows on the bus, by bus");
  prometheus::Gauge& senders = AddGauge("lossy_notifications_bus_senders",
                                        "Runs of other replicas that have proved themselves");
  prometheus::Counter& sent = Messages("sent");
  prometheus::Counter& received = Messages("received");
  prometheus::Counter& not_sent = Messages("not_sent");
  prometheus::Counter& reconnects = AddCounter("lossy_notifications_bus_reconnects_total",
                                               "Connections to the bus after the first one");
  prometheus::Counter& connect_failures =
      AddCounter("lossy_notifications_bus_connect_failures_total",
                 "Attempts to connect to the bus that failed or were refused");
  prometheus::Counter& overruns =
      AddCounter("lossy_notifications_bus_overruns_total",
                 "Overruns, in which messages were dropped because too many waited");
  // Rejected messages, by reason (BusAuthenticator::Refusal).
  prometheus::Counter& malformed = Refused("malformed");
  prometheus::Counter& unknown_key = Refused("unknown_key");
  prometheus::Counter& forged = Refused("forged");
  prometheus::Counter& unproved = Refused("unproved");
  prometheus::Counter& repeated = Refused("repeated");

 private:
  prometheus::Gauge& AddGauge(const std::string& name, const std::string& help) {
    return base::AddGauge(registry, name, help, {{"bus", bus}});
  }
  prometheus::Counter& AddCounter(const std::string& name, const std::string& help,
                                  prometheus::Labels labels = {}) {
    labels.emplace("bus", bus);
    return base::AddCounter(registry, name, help, labels);
  }
  prometheus::Counter& Messages(const std::string& result) {
    return AddCounter("lossy_notifications_bus_messages_total",
                      "Messages between replicas, by result", {{"result", result}});
  }
  prometheus::Counter& Refused(const std::string& reason) {
    return AddCounter("lossy_notifications_bus_refused_total",
                      "Messages from the bus that were refused, by reason", {{"reason", reason}});
  }
};

}  // namespace lossy::notifications
