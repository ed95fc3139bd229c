#include "edge/presence/presence_metrics.h"

namespace lossy::edge {
namespace {

prometheus::Counter& Sent(prometheus::Registry& registry, const char* event) {
  return prometheus::BuildCounter()
      .Name("lossy_edge_presence_messages_total")
      .Help("Messages about presence handed to a connection")
      .Register(registry)
      .Add({{"event", event}});
}

}  // namespace

PresenceMetrics::PresenceMetrics(prometheus::Registry& registry)
    : presences(prometheus::BuildGauge()
                    .Name("lossy_edge_presences")
                    .Help("Joined clients that others are told of")
                    .Register(registry)
                    .Add({})),
      diffs(Sent(registry, "presence_diff")),
      states(Sent(registry, "presence_state")) {}

}  // namespace lossy::edge
