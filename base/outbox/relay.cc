#include "base/outbox/relay.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "base/outbox/relay_lane.h"
#include "base/outbox/relay_metrics.h"

namespace lossy::base {

Relay::Relay(pg::Pool& pool, std::map<std::string, Handler> handlers, Options options,
             prometheus::Registry& registry)
    : pool_(pool), metrics_(std::make_unique<RelayMetrics>(registry)) {
  for (auto& [kind, handler] : handlers) {
    lanes_.push_back(
        std::make_unique<RelayLane>(pool, kind, std::move(handler), options, *metrics_));
  }
  listener_ =
      pool_.commit_listeners().Add([this](const std::vector<std::string>& kinds) { Wake(kinds); });
}

// Stops all lanes before the first one's destructor waits for its thread.
Relay::~Relay() {
  pool_.commit_listeners().Remove(listener_);
  for (const auto& lane : lanes_) lane->Stop();
}

void Relay::Wake(const std::vector<std::string>& kinds) {
  for (const auto& lane : lanes_) {
    if (absl::c_linear_search(kinds, lane->kind())) lane->Wake();
  }
}

}  // namespace lossy::base
