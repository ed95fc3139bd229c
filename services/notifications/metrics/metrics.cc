#include "services/notifications/metrics/metrics.h"

#include <string>

#include "base/metrics/add_metric.h"

namespace lossy::notifications {
namespace {

prometheus::Gauge& Gauge(prometheus::Registry& registry, const std::string& name,
                         const std::string& help) {
  return base::AddGauge(registry, "lossy_notifications_" + name, help);
}

prometheus::Counter& Counter(prometheus::Registry& registry, const std::string& name,
                             const std::string& help, const prometheus::Labels& labels = {}) {
  return base::AddCounter(registry, "lossy_notifications_" + name, help, labels);
}

prometheus::Histogram& Histogram(prometheus::Registry& registry, const std::string& name,
                                 const std::string& help,
                                 const prometheus::Histogram::BucketBoundaries& buckets) {
  return base::AddHistogram(registry, "lossy_notifications_" + name, help, buckets);
}

prometheus::Counter& Published(prometheus::Registry& registry, const std::string& result) {
  return Counter(registry, "published_total", "Events published, by result", {{"result", result}});
}

prometheus::Counter& Changed(prometheus::Registry& registry, const std::string& change) {
  return Counter(registry, "presence_changes_total", "Changes of presences, by kind",
                 {{"change", change}});
}

}  // namespace

Metrics::Metrics(prometheus::Registry& registry)
    : topics(Gauge(registry, "topics", "Topics of the log in memory")),
      log_bytes(Gauge(registry, "log_bytes", "Bytes of the histories of the log in memory")),
      subscriptions(Gauge(registry, "subscriptions", "Followed topics, summed over the streams")),
      streams(Gauge(registry, "streams", "Open streams of subscribers")),
      published_new(Published(registry, "new")),
      published_repeat(Published(registry, "repeat")),
      delivered(Counter(registry, "delivered_total",
                        "Events queued for subscribers, summed over their streams")),
      cut(Counter(registry, "cut_total", "Streams ended because the subscriber was slow")) {}

AppendMetrics::AppendMetrics(prometheus::Registry& registry)
    : seconds(Histogram(registry, "append_seconds", "Seconds until an event was committed",
                        {0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3})),
      batch_events(Histogram(registry, "append_batch_events", "Events appended in one transaction",
                             {1, 4, 16, 64, 256, 1024})) {}

PresenceMetrics::PresenceMetrics(prometheus::Registry& registry)
    : presences(Gauge(registry, "presences", "Presences, summed over the topics")),
      topics(Gauge(registry, "presence_topics", "Topics with presences or watchers")),
      watchers(Gauge(registry, "presence_watchers", "Watched topics, summed over the streams")),
      joins(Changed(registry, "join")),
      updates(Changed(registry, "update")),
      leaves(Changed(registry, "leave")),
      expired(Changed(registry, "expiry")),
      messages(Counter(registry, "presence_told_total",
                       "Messages with changes of presences, one for all watchers of a topic")) {}

ReplicaMetrics::ReplicaMetrics(prometheus::Registry& registry)
    : replicas(Gauge(registry, "presence_peers", "Other replicas that share presences")),
      gaps(Counter(registry, "presence_gaps_total",
                   "Gaps in the changes of another replica, after which its state is requested")),
      states(Counter(registry, "presence_states_total",
                     "Complete states received from other replicas")),
      ignored(Counter(registry, "presence_messages_ignored_total",
                      "Messages ignored because their replica exceeds --presence_peers")) {}

}  // namespace lossy::notifications
