#pragma once

#include <memory>
#include <string>

#include "edge/http/http_handler.h"
#include "edge/http/http_request.h"
#include "edge/longpoll/forwarder.h"
#include "edge/longpoll/longpoll_exchange.h"
#include "edge/longpoll/longpoll_workers.h"
#include "edge/longpoll/session_token.h"
#include "edge/metrics/edge_metrics.h"

namespace lossy::edge {

// Dispatches long-poll requests to the sessions that their tokens name. A session is on this
// thread, on another thread of this edge, or on another edge. Belongs to the thread of the
// requests' connections.
class LongpollDispatcher {
 public:
  using SharedRequest = std::shared_ptr<HttpRequest>;
  using OnDead = LongpollExchange::OnDead;

  // The references must outlive the dispatcher. `executor` runs tasks on this thread.
  LongpollDispatcher(const LongpollWorkers& workers, Executor& executor, Forwarder& forwarder,
                     EdgeMetrics& metrics);

  // Handles a poll (GET) or a post. `text` is the signed session token, and `token` its content.
  // `on_dead` makes the response if the session does not exist.
  HttpHandler::Outcome Dispatch(const std::string& text, const SessionToken& token,
                                const SharedRequest& request, OnDead on_dead, Responder& responder);

 private:
  HttpHandler::Outcome Poll(const SessionToken& token, std::shared_ptr<LongpollExchange> exchange);
  // Takes the request's body.
  HttpHandler::Outcome Post(const SessionToken& token, HttpRequest& request,
                            std::shared_ptr<LongpollExchange> exchange);
  HttpHandler::Outcome Forward(const std::string& text, const SessionToken& token,
                               const HttpRequest& request,
                               std::shared_ptr<LongpollExchange> exchange, Responder& responder);

  const LongpollWorkers& longpoll_workers_;
  Executor& executor_;
  Forwarder& forwarder_;
  EdgeMetrics& metrics_;
};

}  // namespace lossy::edge
