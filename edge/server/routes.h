#pragma once

#include <functional>
#include <memory>
#include <string>

#include "edge/auth/authenticator.h"
#include "edge/auth/dev_login.h"
#include "edge/auth/token_mint.h"
#include "edge/channel/client.h"
#include "edge/limits/user_registry.h"
#include "edge/metrics/edge_metrics.h"
#include "edge/server/origin_policy.h"
#include "edge/transport/http_handler.h"

namespace lossy::edge {

// What the edge answers over HTTP, for every thread. Immutable.
struct Routes {
  OriginPolicy origins;
  bool deflate;  // Take up clients' offers to compress.
  Authenticator& authenticator;
  TokenMint& mint;
  DevLogin* dev_login;  // nullptr: not served.
  UserRegistry& users;
  EdgeMetrics& metrics;
  // Whether requests should be sent here.
  std::function<bool()> ready;
};

// The HTTP side of one thread's connections.
class HttpFront final : public HttpHandler {
 public:
  using MakeSocket = std::function<std::unique_ptr<MessageHandler>(Transport&, Client)>;

  // `routes` must outlive it.
  HttpFront(const Routes& routes, std::size_t max_header_bytes, std::size_t max_body_bytes,
            MakeSocket make_socket);

  Outcome OnHttp(absl::string_view data, Transport& transport, Responder& responder) override;

 private:
  Outcome Upgrade(const HttpRequest& request, Transport& transport);
  HttpResponse Respond(const HttpRequest& request) const;
  HttpResponse RespondToMint(const HttpRequest& request) const;

  const Routes& routes_;
  const std::size_t max_header_bytes_;
  const std::size_t max_body_bytes_;
  const MakeSocket make_socket_;
};

}  // namespace lossy::edge
