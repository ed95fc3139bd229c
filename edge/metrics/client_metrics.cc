#include "edge/metrics/client_metrics.h"

#include "base/metrics/add_metric.h"

namespace lossy::edge {

using base::AddCounter;
using base::AddGauge;

ClientMetrics::ClientMetrics(prometheus::Registry& registry)
    : connections(AddGauge(registry, "lossy_edge_connections", "Open TCP connections of clients")),
      accepts_failed(AddCounter(registry, "lossy_edge_accepts_failed_total",
                                "Connections not accepted because no file descriptor was free")),
      slow(AddCounter(registry, "lossy_edge_slow_total",
                      "Connections closed because the client did not read its messages")),
      idle(AddCounter(registry, "lossy_edge_idle_total",
                      "Connections closed because the client was silent")),
      held_bytes(AddGauge(registry, "lossy_edge_held_bytes",
                          "Memory held for clients in bytes: incomplete, waiting and unread "
                          "requests and messages")),
      over_budget(AddCounter(registry, "lossy_edge_over_budget_total",
                             "Clients closed by a limit of held bytes")),
      throttled(AddCounter(registry, "lossy_edge_throttled_total",
                           "Pauses in reading from a connection above a byte rate")) {}

}  // namespace lossy::edge
