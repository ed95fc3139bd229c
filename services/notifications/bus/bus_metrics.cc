#include "services/notifications/bus/bus_metrics.h"

namespace lossy::notifications {
namespace {

prometheus::Family<prometheus::Counter>& Counters(prometheus::Registry& registry,
                                                  const std::string& name,
                                                  const std::string& help) {
  return prometheus::BuildCounter()
      .Name("lossy_notifications_bus_" + name)
      .Help(help)
      .Register(registry);
}

prometheus::Family<prometheus::Gauge>& Gauges(prometheus::Registry& registry,
                                              const std::string& name, const std::string& help) {
  return prometheus::BuildGauge()
      .Name("lossy_notifications_bus_" + name)
      .Help(help)
      .Register(registry);
}

prometheus::Counter& Message(prometheus::Registry& registry, const std::string& bus,
                             const std::string& result) {
  return Counters(registry, "messages_total", "Messages between replicas")
      .Add({{"bus", bus}, {"result", result}});
}

prometheus::Counter& Refused(prometheus::Registry& registry, const std::string& bus,
                             const std::string& reason) {
  return Counters(registry, "refused_total", "Messages from the bus that were refused, by reason")
      .Add({{"bus", bus}, {"reason", reason}});
}

}  // namespace

BusMetrics::BusMetrics(prometheus::Registry& registry, const std::string& bus)
    : connected(Gauges(registry, "connected", "1 while the bus to other replicas is there")
                    .Add({{"bus", bus}})),
      followed(Gauges(registry, "followed", "Names that this replica follows").Add({{"bus", bus}})),
      senders(Gauges(registry, "senders", "Runs of other replicas that have proved themselves")
                  .Add({{"bus", bus}})),
      sent(Message(registry, bus, "sent")),
      received(Message(registry, bus, "received")),
      not_sent(Message(registry, bus, "not_sent")),
      reconnects(
          Counters(registry, "reconnects_total", "Connections to the bus after the first one")
              .Add({{"bus", bus}})),
      connect_failures(Counters(registry, "connect_failures_total",
                                "Attempts to connect to the bus that failed or were refused")
                           .Add({{"bus", bus}})),
      overruns(Counters(registry, "overruns_total",
                        "Overruns, in which messages were dropped because too many waited")
                   .Add({{"bus", bus}})),
      malformed(Refused(registry, bus, "malformed")),
      unknown_key(Refused(registry, bus, "unknown_key")),
      forged(Refused(registry, bus, "forged")),
      unproved(Refused(registry, bus, "unproved")),
      repeated(Refused(registry, bus, "repeated")) {}

}  // namespace lossy::notifications
