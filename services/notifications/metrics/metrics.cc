#include "services/notifications/metrics/metrics.h"

#include <string>

namespace lossy::notifications {
namespace {

prometheus::Gauge& Gauge(prometheus::Registry& registry, const std::string& name,
                         const std::string& help) {
  return prometheus::BuildGauge()
      .Name("lossy_notifications_" + name)
      .Help(help)
      .Register(registry)
      .Add({});
}

prometheus::Counter& Counter(prometheus::Registry& registry, const std::string& name,
                             const std::string& help, const prometheus::Labels& labels = {}) {
  return prometheus::BuildCounter()
      .Name("lossy_notifications_" + name)
      .Help(help)
      .Register(registry)
      .Add(labels);
}

prometheus::Histogram& Histogram(prometheus::Registry& registry, const std::string& name,
                                 const std::string& help,
                                 const prometheus::Histogram::BucketBoundaries& buckets) {
  return prometheus::BuildHistogram()
      .Name("lossy_notifications_" + name)
      .Help(help)
      .Register(registry)
      .Add({}, buckets);
}

prometheus::Counter& Published(prometheus::Registry& registry, const std::string& result) {
  return Counter(registry, "published_total", "Events published", {{"result", result}});
}

prometheus::Counter& Changed(prometheus::Registry& registry, const std::string& change) {
  return Counter(registry, "presence_changes_total", "Changes of who is there",
                 {{"change", change}});
}

}  // namespace

Metrics::Metrics(prometheus::Registry& registry)
    : topics(Gauge(registry, "topics", "Topics in memory")),
      log_bytes(Gauge(registry, "log_bytes", "What the histories in memory take, in bytes")),
      subscriptions(Gauge(registry, "subscriptions", "Topics followed, summed over the streams")),
      streams(Gauge(registry, "streams", "Streams of subscribers")),
      published_new(Published(registry, "new")),
      published_repeat(Published(registry, "repeat")),
      delivered(Counter(registry, "delivered_total", "Events handed to subscribers' streams")),
      cut(Counter(registry, "cut_total", "Streams ended because the subscriber was slow")) {}

AppendMetrics::AppendMetrics(prometheus::Registry& registry)
    : seconds(Histogram(registry, "append_seconds", "Time until an event was committed",
                        {0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3})),
      batch_events(Histogram(registry, "append_batch_events", "Events appended in one transaction",
                             {1, 4, 16, 64, 256, 1024})) {}

PresenceMetrics::PresenceMetrics(prometheus::Registry& registry)
    : presences(Gauge(registry, "presences", "Presences, summed over the topics")),
      topics(Gauge(registry, "presence_topics", "Topics with presences or watchers")),
      watchers(Gauge(registry, "presence_watchers", "Topics watched, summed over the streams")),
      joins(Changed(registry, "join")),
      updates(Changed(registry, "update")),
      leaves(Changed(registry, "leave")),
      expired(Changed(registry, "expiry")),
      told(Counter(registry, "presence_told_total", "Times that a topic's watchers were told")) {}

ReplicaMetrics::ReplicaMetrics(prometheus::Registry& registry)
    : replicas(Gauge(registry, "presence_peers", "Other replicas that share presences")),
      gaps(Counter(registry, "presence_gaps_total",
                   "Times that another replica's changes were missed")),
      states(Counter(registry, "presence_states_total", "States of other replicas that were read")),
      ignored(Counter(registry, "presence_messages_ignored_total",
                      "Messages of replicas beyond those that may share presences")) {}

}  // namespace lossy::notifications
