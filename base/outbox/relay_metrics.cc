#include "base/outbox/relay_metrics.h"

namespace lossy::base {

RelayMetrics::RelayMetrics(prometheus::Registry& registry)
    : delivered(prometheus::BuildCounter()
                    .Name("lossy_outbox_delivered_total")
                    .Help("Outgoing items delivered")
                    .Register(registry)
                    .Add({})),
      failed(prometheus::BuildCounter()
                 .Name("lossy_outbox_failures_total")
                 .Help("Attempts to deliver that failed")
                 .Register(registry)
                 .Add({})),
      set_aside(prometheus::BuildCounter()
                    .Name("lossy_outbox_set_aside_total")
                    .Help("Outgoing items moved to outbox_set_aside because no retry would deliver "
                          "them, by kind")
                    .Register(registry)),
      lag(prometheus::BuildGauge()
              .Name("lossy_outbox_lag_seconds")
              .Help("Age of the oldest item not delivered, by kind, as the leader sees it")
              .Register(registry)),
      set_aside_overdue(prometheus::BuildGauge()
                            .Name("lossy_outbox_set_aside_overdue_seconds")
                            .Help("Seconds since the oldest item in outbox_set_aside should have "
                                  "been deleted, as a leader sees it")
                            .Register(registry)
                            .Add({})) {}

}  // namespace lossy::base
