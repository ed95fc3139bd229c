#pragma once

#include "base/metrics/add_metric.h"

namespace lossy::notifications {

// The metrics of topics, subscribe streams and events, with their names and help. Thread-safe.
struct Metrics {
  // `registry` must outlive the object.
  explicit Metrics(prometheus::Registry& registry) : registry(registry) {}

  prometheus::Registry& registry;
  prometheus::Gauge& topics =
      base::AddGauge(registry, "lossy_notifications_topics", "Topics of the log in memory");
  prometheus::Gauge& log_bytes = base::AddGauge(registry, "lossy_notifications_log_bytes",
                                                "Bytes of the histories of the log in memory");
  prometheus::Gauge& subscriptions = base::AddGauge(registry, "lossy_notifications_subscriptions",
                                                    "Followed topics, summed over the streams");
  prometheus::Gauge& streams =
      base::AddGauge(registry, "lossy_notifications_streams", "Open streams of subscribers");
  prometheus::Counter& published_new =
      base::AddCounter(registry, "lossy_notifications_published_total",
                       "Events published, by result", {{"result", "new"}});
  prometheus::Counter& published_repeat =
      base::AddCounter(registry, "lossy_notifications_published_total",
                       "Events published, by result", {{"result", "repeat"}});
  prometheus::Counter& delivered =
      base::AddCounter(registry, "lossy_notifications_delivered_total",
                       "Events queued for subscribers, summed over their streams");
  prometheus::Histogram& publish_lag =
      base::AddHistogram(registry, "lossy_notifications_publish_lag_seconds",
                         "Time from the start of the transaction that changed data until the event "
                         "about it was queued "
                         "for the subscribers of this replica, in seconds",
                         {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60});
  prometheus::Counter& cut = base::AddCounter(registry, "lossy_notifications_cut_total",
                                              "Streams ended because the subscriber was slow");
};

// The metrics of appends to PostgresLog. Thread-safe.
struct AppendMetrics {
  // `registry` must outlive the object.
  explicit AppendMetrics(prometheus::Registry& registry) : registry(registry) {}

  prometheus::Registry& registry;
  prometheus::Histogram& seconds =
      base::AddHistogram(registry, "lossy_notifications_append_seconds",
                         "Time until an event was committed to the log of topics, in seconds",
                         {0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3});
  prometheus::Histogram& batch_events =
      base::AddHistogram(registry, "lossy_notifications_append_batch_events",
                         "Events appended in one transaction", {1, 4, 16, 64, 256, 1024});
};

// The metrics of presences. Thread-safe.
struct PresenceMetrics {
  // `registry` must outlive the object.
  explicit PresenceMetrics(prometheus::Registry& registry) : registry(registry) {}

  prometheus::Registry& registry;
  prometheus::Gauge& presences = base::AddGauge(registry, "lossy_notifications_presences",
                                                "Presences, summed over the topics");
  prometheus::Gauge& topics = base::AddGauge(registry, "lossy_notifications_presence_topics",
                                             "Topics with presences or watchers");
  prometheus::Gauge& watchers = base::AddGauge(registry, "lossy_notifications_presence_watchers",
                                               "Watched topics, summed over the streams");
  prometheus::Counter& joins = Changes("join");
  prometheus::Counter& updates = Changes("update");
  prometheus::Counter& leaves = Changes("leave");
  prometheus::Counter& expired = Changes("expiry");
  prometheus::Counter& messages =
      base::AddCounter(registry, "lossy_notifications_presence_told_total",
                       "Messages with changes of presences, one for all watchers of a topic");
  prometheus::Counter& ticks =
      base::AddCounter(registry, "lossy_notifications_presence_ticks_total",
                       "Looks for changes of presences and for leases that end");

 private:
  prometheus::Counter& Changes(const std::string& kind) {
    return base::AddCounter(registry, "lossy_notifications_presence_changes_total",
                            "Changes of presences, by kind", {{"change", kind}});
  }
};

// The metrics of the other replicas that share presences with this one. Thread-safe.
struct ReplicaMetrics {
  // `registry` must outlive the object.
  explicit ReplicaMetrics(prometheus::Registry& registry) : registry(registry) {}

  prometheus::Registry& registry;
  prometheus::Gauge& replicas = base::AddGauge(registry, "lossy_notifications_presence_peers",
                                               "Other replicas that share presences");
  prometheus::Counter& gaps = base::AddCounter(
      registry, "lossy_notifications_presence_gaps_total",
      "Gaps in the changes of another replica, after which its state is requested");
  prometheus::Counter& states =
      base::AddCounter(registry, "lossy_notifications_presence_states_total",
                       "Complete states received from other replicas");
  prometheus::Counter& ignored =
      base::AddCounter(registry, "lossy_notifications_presence_messages_ignored_total",
                       "Messages ignored because their replica exceeds --presence_peers");
};

}  // namespace lossy::notifications
