#pragma once

#include <functional>
#include <memory>

#include "edge/auth/authenticator.h"
#include "edge/channel/client.h"
#include "edge/channel/client_admission.h"
#include "edge/http/http_handler.h"
#include "edge/http/http_request.h"
#include "edge/http/origin_policy.h"
#include "edge/metrics/edge_metrics.h"
#include "edge/net/stream_session.h"
#include "edge/net/tcp_stream.h"
#include "edge/websocket/deflate.h"

namespace lossy::edge {

// Rules for clients that open a socket.
struct SocketPolicy {
  OriginPolicy origins;
  bool deflate = false;  // True if the edge accepts a client's offer to compress messages.
};

// Answers WebSocket upgrade requests (/socket/websocket) on one thread. Belongs to the thread.
class WebsocketUpgrader {
 public:
  // Makes the session of a client on the stream; for the parameters, see WebSocketSession.
  using MakeSession = std::function<std::unique_ptr<StreamSession>(TcpStream&, Deflate*, Client)>;

  // The references must outlive the upgrader, and the upgrader must outlive the sessions.
  // `make_socket` makes the receiver of a client's messages.
  WebsocketUpgrader(const SocketPolicy& policy, Authenticator& authenticator,
                    const ClientAdmission& admission, EdgeMetrics& metrics,
                    MakeSession make_session);

  // Accepts the upgrade of `stream`, or refuses it and records the reason. The outcome has the new
  // session, or the response of the refusal.
  HttpHandler::Outcome Upgrade(const HttpRequest& request, TcpStream& stream);

  // Releases the compressed message that sessions share within a loop iteration. Must be called at
  // the end of each iteration.
  void EndIteration() { deflate_.Clear(); }

 private:
  const SocketPolicy& policy_;
  Authenticator& authenticator_;
  const ClientAdmission& admission_;
  EdgeMetrics& metrics_;
  const MakeSession make_session_;
  Deflate deflate_;  // Shared by all sessions of the thread.
};

}  // namespace lossy::edge
