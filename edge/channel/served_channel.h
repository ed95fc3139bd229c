#pragma once

#include <memory>
#include <string>

#include "absl/container/node_hash_map.h"
#include "absl/strings/string_view.h"
#include "boost/smart_ptr/intrusive_ref_counter.hpp"
#include "edge/channel/unknown_key_reporter.h"
#include "edge/metrics/reason_counters.h"
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
  ReasonCounters& joins_refused;
  ReasonCounters& events_refused;
};

// A ChannelRoute with the metrics of its join and of each event, which are looked up once.
// Immutable, so thread-safe. References are counted: each ServedTopic holds one, and the route's
// table lives as long as one of its channels. So a client keeps the contract under which it joined.
struct ServedChannel : boost::intrusive_ref_counter<ServedChannel, boost::thread_safe_counter> {
  // `channel_route` belongs to `table`. `registered`, and `reporter` unless it is nullptr, must
  // outlive the object.
  ServedChannel(const ChannelRoute& channel_route, std::shared_ptr<const RoutingTable> table,
                RouteMetrics& registered, UnknownKeyReporter* reporter = nullptr);

  const std::shared_ptr<const RoutingTable> routes;  // The route's table.
  const ChannelRoute& route;
  const ChannelMetrics metrics;
  // Receives the unknown keys of joins and pushes. nullptr: the edge does not look for them.
  UnknownKeyReporter* const unknown_keys;
  absl::node_hash_map<std::string, ServedEvent> events;

  // Returns nullptr if clients may not push the event.
  const ServedEvent* FindEvent(absl::string_view name) const {
    const auto found = events.find(name);
    return found == events.end() ? nullptr : &found->second;
  }
};

}  // namespace lossy::edge
