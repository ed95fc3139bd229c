#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/container/node_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "edge/channel/served_topic.h"
#include "edge/metrics/edge_metrics.h"
#include "edge/routing/routing_table.h"

namespace lossy::edge {

// An event that clients may push on a channel. A unary method answers it (`call`), or a session's
// stream (`session`), or the edge itself (neither; the event is kPresenceUpdate).
struct ServedEvent {
  absl::string_view name;  // Points to the key in ServedChannel::events.
  const EventRoute* call = nullptr;
  const SessionEvent* session = nullptr;
  EventMetrics metrics;
};

// The metrics of one channel route.
struct ChannelMetrics {
  EventMetrics join;
  prometheus::Gauge& open;  // The channels of all routes.
  prometheus::Counter& recovered;
  prometheus::Counter& not_recovered;
};

// The run-time twin of a ChannelRoute: its events and metrics, looked up once when the table is
// made.
struct ServedChannel {
  const ChannelRoute& route;
  const RoutingTable& routes;  // The route's table.
  ChannelMetrics metrics;
  absl::node_hash_map<std::string, ServedEvent> events;

  // nullptr: the channel has no such event.
  const ServedEvent* FindEvent(absl::string_view name) const {
    const auto found = events.find(name);
    return found == events.end() ? nullptr : &found->second;
  }
};

// The channels that an edge serves. Immutable and thread-safe; it owns the channels that it
// returns.
class ChannelTable {
 public:
  // Both references must outlive the table.
  ChannelTable(const RoutingTable& routes, EdgeMetrics& metrics);

  // The channel of a topic with the topic's variables; nullopt when no channel serves the topic.
  absl::optional<ServedTopic> Find(absl::string_view topic) const;
  // True if a channel serves the topic.
  bool Serves(absl::string_view topic) const { return routes_.Find(topic).has_value(); }

 private:
  const RoutingTable& routes_;
  std::vector<std::unique_ptr<ServedChannel>> channels_;  // By ChannelRoute::index.
};

}  // namespace lossy::edge
