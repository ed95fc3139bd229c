#include "edge/server/websocket_upgrader.h"

#include <utility>

#include "edge/http/http_response.h"
#include "edge/http/request_trace.h"
#include "edge/server/error_response.h"
#include "edge/server/upgrade.h"

namespace lossy::edge {
WebsocketUpgrader::WebsocketUpgrader(const SocketPolicy& policy, Authenticator& authenticator,
                                     const ClientAdmission& admission, EdgeMetrics& metrics,
                                     MakeSession make_session)
    : policy_(policy),
      authenticator_(authenticator),
      admission_(admission),
      metrics_(metrics),
      make_session_(std::move(make_session)) {}

HttpHandler::Outcome WebsocketUpgrader::Upgrade(const HttpRequest& request, TcpStream& stream) {
  UpgradeDecision decision =
      DecideUpgrade(request, policy_.origins, authenticator_, policy_.deflate);
  if (decision.refusal) {
    admission_.RecordRefusal(decision.reason, decision.problem, request.client);
    return RespondNow(*decision.refusal, request.framing());
  }
  absl::StatusOr<Client> client =
      admission_.Admit(std::move(decision.identity), decision.serializer, request.client);
  if (!client.ok()) return RespondNow(ErrorResponse(429, client.status()), request.framing());
  client->trace = RequestTrace(request);
  metrics_.accepted.Increment();
  HttpHandler::Outcome outcome;
  outcome.response = std::move(decision.accepted);
  outcome.upgraded =
      make_session_(stream, decision.deflate ? &deflate_ : nullptr, *std::move(client));
  return outcome;
}

}  // namespace lossy::edge
