#include "edge/metrics/presence_metrics.h"

#include "base/metrics/add_metric.h"

namespace lossy::edge {
namespace {

prometheus::Counter& PresenceMessages(prometheus::Registry& registry, const char* event) {
  return base::AddCounter(registry, "lossy_edge_presence_messages_total",
                          "Messages about presence handed to a connection, by event",
                          {{"event", event}});
}

}  // namespace

PresenceMetrics::PresenceMetrics(prometheus::Registry& registry)
    : present(base::AddGauge(registry, "lossy_edge_presences",
                             "Presences of clients that are joined at this edge")),
      diffs(PresenceMessages(registry, "presence_diff")),
      states(PresenceMessages(registry, "presence_state")) {}

}  // namespace lossy::edge
