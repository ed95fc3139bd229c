#include "base/outbox/relay_metrics.h"

#include "base/metrics/add_metric.h"

namespace lossy::base {

RelayMetrics::RelayMetrics(prometheus::Registry& registry)
    : delivered(AddCounter(registry, "lossy_outbox_delivered_total",
                           "Items of the outbox that were delivered")),
      failed(AddCounter(registry, "lossy_outbox_failures_total",
                        "Attempts to deliver an item of the outbox that failed")),
      set_aside(prometheus::BuildCounter()
                    .Name("lossy_outbox_set_aside_total")
                    .Help("Items of the outbox moved to outbox_set_aside because no retry would "
                          "deliver them, by kind")
                    .Register(registry)),
      shards(prometheus::BuildGauge()
                 .Name("lossy_outbox_shards")
                 .Help("Shards of the outbox that this replica leads, by kind. The replicas of a "
                       "service share 16 shards for each kind")
                 .Register(registry)),
      lag(prometheus::BuildGauge()
              .Name("lossy_outbox_lag_seconds")
              .Help("Age of the oldest item in the shards of the outbox that this replica leads, "
                    "in seconds, by kind")
              .Register(registry)),
      items(prometheus::BuildGauge()
                .Name("lossy_outbox_items")
                .Help("Items of the outbox in the shards that this replica leads, by kind and "
                      "status; waiting: to be delivered; set_aside: moved to outbox_set_aside, "
                      "counted by the leader of the first shard. A count ends at 10000")
                .Register(registry)),
      delivery_seconds(
          prometheus::BuildHistogram()
              .Name("lossy_outbox_delivery_seconds")
              .Help(
                  "Time from the start of the transaction that queued an item of the outbox to its "
                  "delivery, in seconds, by kind")
              .Register(registry)),
      set_aside_overdue(AddGauge(registry, "lossy_outbox_set_aside_overdue_seconds",
                                 "Seconds for which the oldest item in outbox_set_aside is overdue "
                                 "for deletion, at a leader")) {}

}  // namespace lossy::base
