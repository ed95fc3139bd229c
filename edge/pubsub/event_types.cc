#include "edge/pubsub/event_types.h"

namespace lossy::edge {

void EventTypes::Use(std::shared_ptr<const RoutingTable> routes) {
  earlier_.insert(earlier_.begin(), current_);
  current_ = std::move(routes);
  std::erase_if(earlier_, [](const auto& each) { return each.expired(); });
}

std::shared_ptr<const MessageTable> EventTypes::Find(absl::string_view full_name) const {
  if (const MessageTable* table = current_->FindEventType(full_name)) return {current_, table};
  for (const std::weak_ptr<const RoutingTable>& each : earlier_) {
    const std::shared_ptr<const RoutingTable> routes = each.lock();
    if (routes == nullptr) continue;
    if (const MessageTable* table = routes->FindEventType(full_name)) return {routes, table};
  }
  return nullptr;
}

}  // namespace lossy::edge
