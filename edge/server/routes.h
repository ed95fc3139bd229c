#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/types/optional.h"
#include "edge/auth/authenticator.h"
#include "edge/auth/dev_login.h"
#include "edge/auth/extension_token_handler.h"
#include "edge/channel/client.h"
#include "edge/http/http_handler.h"
#include "edge/http/http_request.h"
#include "edge/http/http_response.h"
#include "edge/http/origin_policy.h"
#include "edge/limits/user_registry.h"
#include "edge/longpoll/endpoint.h"
#include "edge/metrics/edge_metrics.h"
#include "edge/net/ip_address.h"
#include "edge/transport/transport.h"
#include "edge/websocket/deflate.h"

namespace lossy::edge {

// What the edge answers over HTTP, for every thread. Immutable.
struct Routes {
  OriginPolicy origins;
  bool deflate;  // Take up clients' offers to compress.
  Authenticator& authenticator;
  ExtensionTokenHandler& mint;
  DevLogin* dev_login;  // nullptr: not served.
  UserRegistry& users;
  UserRegistry& addresses;  // By the addresses of clients.
  EdgeMetrics& metrics;
  // Whether requests should be sent here.
  std::function<bool()> ready;
  // Peers whose connections must begin with a PROXY header, and peers whose "Forwarded" or
  // "X-Forwarded-For" is believed.
  IpNetworks proxy_protocol_from;
  IpNetworks forwarded_from;
};

struct HttpLimits {
  std::size_t max_header_bytes = 64 << 10;
  std::size_t max_body_bytes = 64 << 10;
  // Of what a long-poll client posts: base64 takes a third more than the message in it.
  std::size_t max_longpoll_body_bytes = 11 << 20;
};

// The HTTP side of one thread's connections.
class HttpFront final : public HttpHandler {
 public:
  using MakeSocket = std::function<std::unique_ptr<MessageHandler>(Transport&, Client)>;

  // `routes`, `longpoll` and `deflate`, the thread's own, must outlive it.
  HttpFront(const Routes& routes, const HttpLimits& limits, LongpollEndpoint& longpoll,
            Deflate& deflate, MakeSocket make_socket);

  Outcome OnHttp(absl::string_view data, HttpState& state, TcpStream& stream,
                 Responder& responder) override;
  std::string OverBudget() const override;

 private:
  // The start of a connection that may have a PROXY header. Nullopt: there is none to read.
  absl::optional<Outcome> Begin(absl::string_view data, HttpState& state);
  // Of a request whose body is not there yet.
  Outcome AwaitBody(const HttpRequest& head, HttpState& state) const;
  Outcome Refuse(HttpParse problem, HttpRequest head, Responder& responder);
  std::size_t MaxBody(const HttpRequest& head) const;
  Outcome RefuseBody(HttpRequest head, Responder& responder);
  Outcome Answer(HttpRequest request, TcpStream& stream, Responder& responder);
  Outcome Upgrade(const HttpRequest& request, TcpStream& stream);
  HttpResponse Respond(const HttpRequest& request) const;
  HttpResponse RespondToMint(const HttpRequest& request) const;
  HttpResponse RefuseHeader(int status, absl::string_view client) const;
  HttpResponse RefuseOrigin(const HttpRequest& request) const;

  const Routes& routes_;
  const HttpLimits limits_;
  LongpollEndpoint& longpoll_;
  Deflate& deflate_;
  const MakeSocket make_socket_;
};

}  // namespace lossy::edge
