#include "services/notifications/bus/bus_metrics.h"

namespace lossy::notifications {
namespace {

prometheus::Family<prometheus::Counter>& Messages(prometheus::Registry& registry) {
  return prometheus::BuildCounter()
      .Name("lossy_notifications_bus_messages_total")
      .Help("Messages between replicas")
      .Register(registry);
}

}  // namespace

BusMetrics::BusMetrics(prometheus::Registry& registry, const std::string& bus)
    : connected(prometheus::BuildGauge()
                    .Name("lossy_notifications_bus_connected")
                    .Help("1 while the bus to other replicas is there")
                    .Register(registry)
                    .Add({{"bus", bus}})),
      followed(prometheus::BuildGauge()
                   .Name("lossy_notifications_bus_followed")
                   .Help("Names whose messages this replica wants")
                   .Register(registry)
                   .Add({{"bus", bus}})),
      sent(Messages(registry).Add({{"bus", bus}, {"result", "sent"}})),
      received(Messages(registry).Add({{"bus", bus}, {"result", "received"}})),
      not_sent(Messages(registry).Add({{"bus", bus}, {"result", "not_sent"}})),
      reconnects(prometheus::BuildCounter()
                     .Name("lossy_notifications_bus_reconnects_total")
                     .Help("Times that the bus came back")
                     .Register(registry)
                     .Add({{"bus", bus}})) {}

}  // namespace lossy::notifications
