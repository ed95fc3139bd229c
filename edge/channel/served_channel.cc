#include "edge/channel/served_channel.h"

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

}  // namespace

ServedChannel::ServedChannel(const ChannelRoute& channel_route,
                             std::shared_ptr<const RoutingTable> table, RouteMetrics& registered,
                             UnknownKeyReporter* reporter)
    : routes(std::move(table)),
      route(channel_route),
      metrics{.join = registered.Join(route.pattern.text()),
              .open = registered.channels,
              .recovered = registered.recovered,
              .not_recovered = registered.not_recovered,
              .joins_refused = registered.JoinsRefused(route.pattern.text()),
              .events_refused = registered.EventsRefused(route.pattern.text())},
      unknown_keys(reporter) {
  for (const auto& [name, call] : route.events) {
    AddEvent(name, {.name = {}, .call = &call, .session = nullptr, .metrics = {}}, registered,
             *this);
  }
  for (const auto& [name, session] : route.session_events) {
    AddEvent(name, {.name = {}, .call = nullptr, .session = &session, .metrics = {}}, registered,
             *this);
  }
  if (route.presence) AddEvent(kPresenceUpdate, {}, registered, *this);
}

}  // namespace lossy::edge
