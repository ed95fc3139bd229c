#include "services/notifications/metrics.h"

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

prometheus::Counter& Published(prometheus::Registry& registry, const std::string& result) {
  return Counter(registry, "published_total", "Events published", {{"result", result}});
}

}  // namespace

Metrics::Metrics(prometheus::Registry& registry)
    : topics(Gauge(registry, "topics", "Topics that the log knows")),
      log_bytes(Gauge(registry, "log_bytes", "What the log's histories take, in bytes")),
      subscriptions(Gauge(registry, "subscriptions", "Topics followed, summed over the streams")),
      streams(Gauge(registry, "streams", "Streams of subscribers")),
      published_new(Published(registry, "new")),
      published_repeat(Published(registry, "repeat")),
      delivered(Counter(registry, "delivered_total", "Events handed to subscribers' streams")),
      cut(Counter(registry, "cut_total", "Streams ended because the subscriber was slow")) {}

}  // namespace lossy::notifications
