#include "edge/channel/channel_table.h"

#include <utility>

namespace lossy::edge {
namespace {

void AddEvent(const std::string& name, ServedEvent event, RouteMetrics& metrics,
              ServedChannel& channel) {
  const auto [entry, is_new] = channel.events.try_emplace(name, std::move(event));
  if (!is_new) return;
  entry->second.name = entry->first;
  entry->second.metrics = metrics.Event(channel.route.pattern.text(), name);
}

std::unique_ptr<ServedChannel> Serve(const ChannelRoute& route, const RoutingTable& routes,
                                     RouteMetrics& metrics) {
  auto channel = std::make_unique<ServedChannel>(
      ServedChannel{.route = route,
                    .routes = routes,
                    .metrics = {.join = metrics.Join(route.pattern.text()),
                                .open = metrics.channels,
                                .recovered = metrics.recovered,
                                .not_recovered = metrics.not_recovered},
                    .events = {}});
  for (const auto& [name, call] : route.events) {
    AddEvent(name, {.name = {}, .call = &call, .session = nullptr, .metrics = {}}, metrics,
             *channel);
  }
  for (const auto& [name, session] : route.session_events) {
    AddEvent(name, {.name = {}, .call = nullptr, .session = &session, .metrics = {}}, metrics,
             *channel);
  }
  if (route.presence) AddEvent(kPresenceUpdate, {}, metrics, *channel);
  return channel;
}

}  // namespace

ChannelTable::ChannelTable(const RoutingTable& routes, RouteMetrics& metrics) : routes_(routes) {
  for (const std::unique_ptr<ChannelRoute>& route : routes.routes()) {
    channels_.push_back(Serve(*route, routes, metrics));
  }
}

absl::optional<ServedTopic> ChannelTable::Find(absl::string_view topic) const {
  const absl::optional<RoutingTable::Match> match = routes_.Find(topic);
  if (!match) return absl::nullopt;
  return ServedTopic(*channels_[match->route->index], topic, match->variables);
}

}  // namespace lossy::edge
