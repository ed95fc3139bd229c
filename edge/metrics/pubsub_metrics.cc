#include "edge/metrics/pubsub_metrics.h"

#include "base/metrics/add_metric.h"

namespace lossy::edge {

PubsubMetrics::PubsubMetrics(prometheus::Registry& registry)
    : deliveries(base::AddCounter(registry, "lossy_edge_deliveries_total",
                                  "Published events handed to a connection")),
      subscriptions(base::AddGauge(registry, "lossy_edge_subscriptions",
                                   "Channels of clients that receive the events of a topic")),
      negative_lags(base::AddCounter(
          registry, "lossy_edge_negative_lags_total",
          "Deliveries that seemed to precede their change because the clocks of machines differ; "
          "the lag histograms count them as 0 seconds")),
      commit_to_socket(
          prometheus::BuildHistogram()
              .Name("lossy_edge_commit_to_socket_seconds")
              .Help(
                  "Time from the start of the transaction that changed data until the event about "
                  "it was written to a client's socket, in seconds, by event; without events that "
                  "a client recovered")
              .Register(registry)),
      action_to_socket(
          prometheus::BuildHistogram()
              .Name("lossy_edge_action_to_socket_seconds")
              .Help("Time from the action of a user, such as spoken words, until the event that it "
                    "caused was written to a client's socket, in seconds, by event; for events "
                    "whose service states the time of the action")
              .Register(registry)) {}

}  // namespace lossy::edge
