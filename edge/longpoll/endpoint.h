#pragma once

#include <string>

#include "edge/http/http_handler.h"
#include "edge/http/http_request.h"
#include "edge/http/http_response.h"
#include "edge/http/origin_policy.h"
#include "edge/longpoll/longpoll_dispatcher.h"
#include "edge/longpoll/longpoll_opener.h"
#include "edge/longpoll/session_token.h"
#include "edge/metrics/edge_metrics.h"

namespace lossy::edge {

// Answers the requests to Phoenix's long-poll path (/socket/longpoll) on one thread. A request with
// a session token goes to that session. A poll without one opens a session. Belongs to the thread.
class LongpollEndpoint {
 public:
  // The references must outlive the endpoint.
  LongpollEndpoint(const TokenSigner& signer, const OriginPolicy& origins, LongpollOpener& opener,
                   LongpollDispatcher& dispatcher, EdgeMetrics& metrics);

  // Handles a poll (GET), a post (POST) or a CORS preflight (OPTIONS), now or later.
  HttpHandler::Outcome Handle(HttpRequest request, Responder& responder);

  // Returns true if the request has a session token that an edge of this deployment has signed. It
  // does not read the request's body.
  bool HasSession(const HttpRequest& request) const;

 private:
  HttpResponse AnswerDead(const HttpRequest& request);
  HttpResponse AnswerWithoutSession(const HttpRequest& request);

  const TokenSigner& signer_;
  const OriginPolicy& origins_;
  LongpollOpener& opener_;
  LongpollDispatcher& dispatcher_;
  EdgeMetrics& metrics_;
};

}  // namespace lossy::edge
