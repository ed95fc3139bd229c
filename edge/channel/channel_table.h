#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/container/node_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "edge/channel/served_topic.h"
#include "edge/metrics/route_metrics.h"
#include "edge/routing/routing_table.h"

namespace lossy::edge {

// An event that clients may push on a channel. It is answered by a unary method (`call` is set), by
// a session's stream (`session` is set), or by the edge itself (neither is set; kPresenceUpdate).
struct ServedEvent {
  absl::string_view name;  // Points into the key in ServedChannel::events.
  const EventRoute* call = nullptr;
  const SessionEvent* session = nullptr;
  EventMetrics metrics;
};

// The metrics of one channel route.
struct ChannelMetrics {
  EventMetrics join;
  prometheus::Gauge& open;  // EdgeMetrics::channels, which all routes share.
  prometheus::Counter& recovered;
  prometheus::Counter& not_recovered;
};

// A ChannelRoute with the metrics of its join and of each event, which are looked up once.
struct ServedChannel {
  const ChannelRoute& route;
  const RoutingTable& routes;  // The route's table.
  ChannelMetrics metrics;
  absl::node_hash_map<std::string, ServedEvent> events;

  // Returns nullptr if clients may not push the event.
  const ServedEvent* FindEvent(absl::string_view name) const {
    const auto found = events.find(name);
    return found == events.end() ? nullptr : &found->second;
  }
};

// Finds the channel that serves a topic. Immutable, so thread-safe. It owns the ServedChannel of
// each result.
class ChannelTable {
 public:
  // Both references must outlive the table.
  ChannelTable(const RoutingTable& routes, RouteMetrics& metrics);

  // Returns the channel of a topic with the topic's variables, or nullopt if no channel serves it.
  absl::optional<ServedTopic> Find(absl::string_view topic) const;
  // Returns true if a channel serves the topic.
  bool Serves(absl::string_view topic) const { return routes_.Find(topic).has_value(); }

 private:
  const RoutingTable& routes_;
  std::vector<std::unique_ptr<ServedChannel>> channels_;  // By ChannelRoute::index.
};

}  // namespace lossy::edge
