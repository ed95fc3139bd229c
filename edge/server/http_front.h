#pragma once

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "base/refusal/refusal_recorder.h"
#include "edge/api/api_endpoint.h"
#include "edge/http/http_handler.h"
#include "edge/http/http_request.h"
#include "edge/http/http_response.h"
#include "edge/longpoll/endpoint.h"
#include "edge/server/http_limits.h"
#include "edge/server/http_pages.h"
#include "edge/server/proxy_start.h"
#include "edge/server/websocket_upgrader.h"

namespace lossy::edge {

// Reads the HTTP requests of one thread's connections and routes them by path: to the WebSocket
// upgrade, to long-polling, to the API for topics, or to HttpPages. Belongs to the thread.
class HttpFront final : public HttpHandler {
 public:
  struct Options {
    HttpLimits limits;
    TrustedProxies proxies;
  };

  // The objects that answer the requests of clients, on the same thread.
  struct Endpoints {
    WebsocketUpgrader& upgrader;
    LongpollEndpoint& longpoll;
    ApiEndpoint& api;
  };

  // The references must outlive the object. `refusals` records the requests that it refuses.
  HttpFront(Options options, const HttpPages& pages, const Endpoints& endpoints,
            base::RefusalRecorder& refusals);

  Outcome OnHttp(absl::string_view data, HttpState& state, TcpStream& stream,
                 Responder& responder) override;
  std::string OverBudget() const override;

 private:
  // Reads the PROXY header at the start of a connection. Returns nullopt if there must be none.
  absl::optional<Outcome> Begin(absl::string_view data, HttpState& state);
  // Returns the outcome of a request whose body is incomplete.
  Outcome AwaitBody(const HttpRequest& head, HttpState& state) const;
  Outcome Refuse(HttpParse problem, HttpRequest head, Responder& responder);
  std::size_t MaxBody(const HttpRequest& head) const;
  std::size_t MaxEventBody(const HttpRequest& head) const;
  Outcome RefuseBody(HttpRequest head, Responder& responder);
  HttpResponse RefuseHeader(int status, absl::string_view client) const;
  Outcome Answer(HttpRequest request, TcpStream& stream, Responder& responder);

  const Options options_;
  const HttpPages& pages_;
  const Endpoints endpoints_;
  base::RefusalRecorder& refusals_;
};

}  // namespace lossy::edge
