#include "edge/channel/environment.h"

#include "absl/strings/str_cat.h"
#include "base/rpc/audience.h"
#include "base/text/uuid.h"
#include "base/time/clock.h"

namespace lossy::edge {

Environment::Environment(const RoutingTable& routes, Upstream& upstream, Hub& hub,
                         ChannelPresence& presence, Executor& home, Authenticator& authenticator,
                         base::TokenIssuer& issuer, const ChannelLimits& limits,
                         EdgeMetrics& metrics)
    : routes(routes),
      upstream(upstream),
      hub(hub),
      presence(presence),
      home(home),
      authenticator(authenticator),
      limits(limits),
      metrics(metrics),
      admissions(limits.joins, home, base::RealClock(), metrics.join_calls),
      joins(
          upstream, admissions, home,
          [this](const base::Identity& identity, const Method& method) {
            return MakeContext(identity, method, this->limits.join_limit);
          },
          metrics),
      issuer_(issuer),
      request_prefix_(base::NewUuid()) {}

CallContext Environment::MakeContext(const base::Identity& identity, const Method& method,
                                     absl::Duration limit) {
  return {.token = issuer_.Cached(identity, limits.internal_token_life,
                                  base::AudienceOf(method.service)),
          .request_id = absl::StrCat(request_prefix_, "-", ++requests_),
          .limit = limit};
}

const EventMetrics& Environment::JoinMetrics(const ChannelRoute& route) {
  auto found = event_metrics_.find(&route);
  if (found != event_metrics_.end()) return found->second;
  return event_metrics_.emplace(&route, metrics.Join(route.pattern.text())).first->second;
}

const EventMetrics& Environment::MetricsOf(const void* event_route, const ChannelRoute& route,
                                           absl::string_view event) {
  auto found = event_metrics_.find(event_route);
  if (found != event_metrics_.end()) return found->second;
  return event_metrics_
      .emplace(event_route, metrics.Event(route.pattern.text(), std::string(event)))
      .first->second;
}

}  // namespace lossy::edge
