#include "edge/channel/channel_table.h"

#include <utility>

namespace lossy::edge {

ChannelTable::ChannelTable(std::shared_ptr<const RoutingTable> routes, RouteMetrics& metrics,
                           UnknownKeyReporter* unknown_keys)
    : metrics_(metrics), unknown_keys_(unknown_keys) {
  Replace(std::move(routes));
}

void ChannelTable::Replace(std::shared_ptr<const RoutingTable> routes) {
  auto next = std::make_shared<Generation>();
  next->routes = routes;
  for (const std::unique_ptr<ChannelRoute>& route : routes->routes()) {
    next->channels.emplace_back(new ServedChannel(*route, routes, metrics_, unknown_keys_));
  }
  // Freed after the lock, because that takes longer than the exchange.
  std::shared_ptr<const Generation> previous = std::move(next);
  base::MutexLock lock(mutex_);
  current_.swap(previous);
}

std::shared_ptr<const ChannelTable::Generation> ChannelTable::Current() const {
  base::MutexLock lock(mutex_);
  return current_;
}

absl::optional<ServedTopic> ChannelTable::Find(absl::string_view topic) const {
  const std::shared_ptr<const Generation> current = Current();
  const absl::optional<RoutingTable::Match> match = current->routes->Find(topic);
  if (!match) return absl::nullopt;
  return ServedTopic(*current->channels[match->route->index], topic, match->variables);
}

bool ChannelTable::Serves(absl::string_view topic) const {
  return Current()->routes->Find(topic).has_value();
}

}  // namespace lossy::edge
