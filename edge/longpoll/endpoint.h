#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "base/refusal/refusal.h"
#include "edge/auth/authenticator.h"
#include "edge/http/http_request.h"
#include "edge/http/origin_policy.h"
#include "edge/limits/client_registry.h"
#include "edge/longpoll/forwarder.h"
#include "edge/longpoll/longpoll_exchange.h"
#include "edge/longpoll/sessions.h"

namespace lossy::edge {

// The threads that have the sessions of one edge. Complete before the first client.
struct LongpollPlaces {
  struct Worker {
    Executor* executor;
    LongpollSessions* sessions;
  };

  std::string edge;  // host:port where other edges reach this one.
  std::vector<Worker> workers;
};

// Answers requests to the long-poll mount that come to one thread. Sessions of other threads and
// edges are asked there.
class LongpollEndpoint {
 public:
  struct Context {
    const TokenSigner& seal;
    const LongpollPlaces& places;
    const OriginPolicy& origins;
    Authenticator& authenticator;
    ClientRegistry& clients;
    EdgeMetrics& metrics;
  };

  // Everything must outlive it. `own` are this thread's sessions, `home` runs tasks on it.
  LongpollEndpoint(const Context& context, LongpollSessions& own, Executor& home,
                   Forwarder& forwarder);

  HttpHandler::Outcome Handle(HttpRequest request, Responder& responder);

  // True if the request has a session's token that an edge of ours made. The body may be missing.
  bool HasSession(const HttpRequest& request) const;

 private:
  using SharedRequest = std::shared_ptr<HttpRequest>;

  HttpHandler::Outcome Resume(const std::string& sealed, const SessionToken& token,
                              SharedRequest request, Responder& responder);
  HttpHandler::Outcome PollHere(const SessionToken& token,
                                std::shared_ptr<LongpollExchange> exchange);
  // Takes the request's body.
  HttpHandler::Outcome PostHere(const SessionToken& token, HttpRequest& request,
                                std::shared_ptr<LongpollExchange> exchange);
  HttpHandler::Outcome AskThere(const std::string& sealed, const SessionToken& token,
                                const SharedRequest& request,
                                std::shared_ptr<LongpollExchange> exchange, Responder& responder);
  HttpResponse SessionIsOver(const HttpRequest& request);
  HttpResponse WithoutSession(const HttpRequest& request);
  HttpResponse NewSession(const HttpRequest& request);
  HttpResponse Refuse(base::RefusalReason reason, absl::string_view problem,
                      const IpAddress& client);

  const Context context_;
  LongpollSessions& own_;
  Executor& home_;
  Forwarder& forwarder_;
};

}  // namespace lossy::edge
