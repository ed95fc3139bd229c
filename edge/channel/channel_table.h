#pragma once

#include <memory>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "base/sync/mutex.h"
#include "boost/smart_ptr/intrusive_ptr.hpp"
#include "edge/channel/served_channel.h"
#include "edge/channel/served_topic.h"
#include "edge/channel/unknown_key_reporter.h"
#include "edge/metrics/route_metrics.h"
#include "edge/routing/routing_table.h"

namespace lossy::edge {

// Finds the channel that serves a topic, in the routes that are current. Only joins ask it, so the
// exchange of the routes costs nothing for each message. Thread-safe.
class ChannelTable {
 public:
  // `metrics`, and `unknown_keys` unless it is nullptr, must outlive the table and all topics that
  // it returns. `unknown_keys` receives the unknown keys of joins and pushes.
  ChannelTable(std::shared_ptr<const RoutingTable> routes, RouteMetrics& metrics,
               UnknownKeyReporter* unknown_keys = nullptr);

  // Replaces the routes for the next calls. Topics that were found before keep theirs.
  void Replace(std::shared_ptr<const RoutingTable> routes);

  // Returns the channel of a topic with the topic's variables, or nullopt if no channel serves it.
  absl::optional<ServedTopic> Find(absl::string_view topic) const;
  // Returns true if a channel serves the topic.
  bool Serves(absl::string_view topic) const;

 private:
  // The routes of one contract. Immutable.
  struct Generation {
    std::shared_ptr<const RoutingTable> routes;
    std::vector<boost::intrusive_ptr<const ServedChannel>> channels;  // By ChannelRoute::index.
  };

  std::shared_ptr<const Generation> Current() const;

  RouteMetrics& metrics_;
  UnknownKeyReporter* const unknown_keys_;
  mutable base::Mutex mutex_;
  std::shared_ptr<const Generation> current_ LOSSY_GUARDED_BY(mutex_);
};

}  // namespace lossy::edge
