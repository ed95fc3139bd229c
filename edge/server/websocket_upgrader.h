#pragma once

#include <functional>
#include <memory>

#include "edge/auth/authenticator.h"
#include "edge/channel/client.h"
#include "edge/http/http_handler.h"
#include "edge/http/http_request.h"
#include "edge/http/origin_policy.h"
#include "edge/limits/client_registry.h"
#include "edge/metrics/edge_metrics.h"
#include "edge/net/tcp_stream.h"
#include "edge/transport/transport.h"
#include "edge/websocket/deflate.h"

namespace lossy::edge {

// The rules by which clients may open a socket.
struct SocketPolicy {
  OriginPolicy origins;
  bool deflate = false;  // Accept the offers of WebSocket clients to compress messages.
};

// Answers requests to the WebSocket mount of one thread. Belongs to the thread.
class WebsocketUpgrader {
 public:
  using MakeSocket = std::function<std::unique_ptr<MessageHandler>(Transport&, Client)>;

  // The references must outlive it, and it must outlive the sessions.
  WebsocketUpgrader(const SocketPolicy& policy, Authenticator& authenticator,
                    ClientRegistry& clients, EdgeMetrics& metrics, MakeSocket make_socket);

  // Accepts the upgrade of `stream`, or refuses it and records the reason.
  HttpHandler::Outcome Upgrade(const HttpRequest& request, TcpStream& stream);

  // Releases what the sessions shared in one loop iteration. To be called at its end.
  void EndIteration() { deflate_.Clear(); }

 private:
  const SocketPolicy& policy_;
  Authenticator& authenticator_;
  ClientRegistry& clients_;
  EdgeMetrics& metrics_;
  const MakeSocket make_socket_;
  Deflate deflate_;  // Shared by all sessions of the thread.
};

}  // namespace lossy::edge
