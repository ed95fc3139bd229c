#include "edge/metrics/api_metrics.h"

namespace lossy::edge {

ApiMetrics::ApiMetrics(prometheus::Registry& registry)
    : streams(registry, "event_stream", "lossy_edge_event_streams",
              "Open streams of server-sent events"),
      calls_(prometheus::BuildCounter()
                 .Name("lossy_edge_http_calls_total")
                 .Help("Events posted by HTTP and answered, by channel, event and HTTP status")
                 .Register(registry)) {}

void ApiMetrics::OnAnswered(const std::string& channel, const std::string& event, int status) {
  calls_.Add({{"channel", channel}, {"event", event}, {"status", std::to_string(status)}})
      .Increment();
}

}  // namespace lossy::edge
