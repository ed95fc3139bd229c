#include "edge/server/websocket_upgrader.h"

#include <utility>

#include "edge/http/http_response.h"
#include "edge/server/error_response.h"
#include "edge/server/upgrade.h"

namespace lossy::edge {
namespace {

HttpHandler::Outcome Refusal(const HttpRequest& request, const HttpResponse& response) {
  HttpHandler::Outcome outcome;
  outcome.response = response.Encode(request.framing());
  outcome.close = !request.framing().keep_alive;
  return outcome;
}

}  // namespace

WebsocketUpgrader::WebsocketUpgrader(const SocketPolicy& policy, Authenticator& authenticator,
                                     ClientRegistry& clients, EdgeMetrics& metrics,
                                     MakeSession make_session)
    : policy_(policy),
      authenticator_(authenticator),
      clients_(clients),
      metrics_(metrics),
      make_session_(std::move(make_session)) {}

HttpHandler::Outcome WebsocketUpgrader::Upgrade(const HttpRequest& request, TcpStream& stream) {
  UpgradeDecision decision =
      DecideUpgrade(request, policy_.origins, authenticator_, policy_.deflate);
  if (decision.refusal) {
    metrics_.refused.Record(decision.reason, decision.problem, request.client.ToString());
    return Refusal(request, *decision.refusal);
  }
  absl::StatusOr<ClientConnections> connections =
      clients_.Connect(decision.identity.user_id, request.client.ToString());
  if (!connections.ok()) {
    metrics_.rate_limited.Increment();
    metrics_.refused.Record(base::RefusalReason::kRateLimited, connections.status().message(),
                            request.client.ToString());
    return Refusal(request, ErrorResponse(429, connections.status()));
  }
  metrics_.accepted.Increment();
  HttpHandler::Outcome outcome;
  outcome.response = std::move(decision.accepted);
  outcome.upgraded = make_session_(stream, decision.deflate ? &deflate_ : nullptr,
                                   {.serializer = decision.serializer,
                                    .identity = std::move(decision.identity),
                                    .connection = std::move(connections->user),
                                    .address = std::move(connections->address)});
  return outcome;
}

}  // namespace lossy::edge
