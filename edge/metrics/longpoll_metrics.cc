#include "edge/metrics/longpoll_metrics.h"

#include <string>

#include "base/metrics/add_metric.h"

namespace lossy::edge {
namespace {

using base::AddCounter;
using base::AddGauge;
using prometheus::BuildCounter;
using prometheus::Registry;

prometheus::Counter& Forwards(Registry& registry, const char* result) {
  return AddCounter(registry, "lossy_edge_longpoll_forwards_total",
                    "Long-poll requests forwarded to the edge that has the session, by result",
                    {{"result", result}});
}

}  // namespace

LongpollMetrics::ByStatus::ByStatus(Registry& registry, const char* name, const char* help) {
  auto& family = BuildCounter().Name(name).Help(help).Register(registry);
  for (std::size_t i = 0; i < kStatuses.size(); ++i) {
    counters_[i] = &family.Add({{"status", std::to_string(kStatuses[i])}});
  }
}

void LongpollMetrics::ByStatus::Increment(int status) {
  for (std::size_t i = 0; i < kStatuses.size(); ++i) {
    if (kStatuses[i] == status) counters_[i]->Increment();
  }
}

LongpollMetrics::LongpollMetrics(Registry& registry)
    : sessions(registry, "longpoll", "lossy_edge_longpoll_sessions", "Open long-poll sessions"),
      waiting(AddGauge(registry, "lossy_edge_longpoll_waiting", "Polls that wait for a message")),
      sent_again(AddCounter(registry, "lossy_edge_longpoll_sent_again_total",
                            "Messages sent again because their first poll broke")),
      forwarded(Forwards(registry, "ok")),
      forwards_failed(Forwards(registry, "failed")),
      polls_(registry, "lossy_edge_longpoll_polls_total", "Polls answered, by status"),
      posts_(registry, "lossy_edge_longpoll_posts_total", "Posts answered, by status") {}

}  // namespace lossy::edge
