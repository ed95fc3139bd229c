#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "edge/routing/routing_table.h"
#include "edge/transcoding/message_table.h"

namespace lossy::edge {

// Finds the message types of published events. The types of the current routes come first. Then
// follow those of earlier routes for as long as a client uses them, so that a client that joined
// under an earlier contract still receives the events of that contract. Belongs to one thread.
class EventTypes {
 public:
  explicit EventTypes(std::shared_ptr<const RoutingTable> routes) : current_(std::move(routes)) {}

  // Replaces the current routes.
  void Use(std::shared_ptr<const RoutingTable> routes);

  // Returns the table of a message type by its full name, or nullptr if no routes declare it. It
  // shares the ownership of its routes.
  std::shared_ptr<const MessageTable> Find(absl::string_view full_name) const;

 private:
  std::shared_ptr<const RoutingTable> current_;
  std::vector<std::weak_ptr<const RoutingTable>> earlier_;  // The newest first.
};

}  // namespace lossy::edge
