#pragma once

#include <cstddef>

#include "absl/status/statusor.h"
#include "base/refusal/refusal.h"
#include "edge/api/event_caller.h"
#include "edge/api/event_stream_opener.h"
#include "edge/auth/authenticator.h"
#include "edge/channel/client_admission.h"
#include "edge/http/http_handler.h"
#include "edge/http/http_request.h"
#include "edge/http/http_response.h"
#include "edge/http/origin_policy.h"
#include "edge/http/query.h"
#include "edge/net/tcp_stream.h"

namespace lossy::edge {

// Answers the requests for topics (/api/topics) on one thread: POST calls an event, and GET follows
// a topic. It verifies the client's token, which is in the header "Authorization: Bearer …" or in
// the query parameter `token`, and counts the client as a socket is counted. Belongs to the thread.
class ApiEndpoint {
 public:
  // The references must outlive the endpoint. `calls` and `streams` belong to the same thread.
  ApiEndpoint(const OriginPolicy& origins, Authenticator& authenticator,
              const ClientAdmission& admission, EventCaller& calls, EventStreamOpener& streams);

  // Handles a request whose path is one of IsApiPath, now or later.
  HttpHandler::Outcome Handle(const HttpRequest& request, TcpStream& stream, Responder& responder);

  // Returns true if the request has a valid token. It does not read the request's body.
  bool HasToken(const HttpRequest& request) const;
  // Refuses a request whose body has more than `most` bytes, or whose token is not valid.
  HttpHandler::Outcome RefuseBody(const HttpRequest& request, std::size_t most) const;

 private:
  absl::StatusOr<base::Identity> Verify(const HttpRequest& request,
                                        const QueryParams& params) const;
  HttpHandler::Outcome Refuse(const HttpRequest& request, base::RefusalReason reason,
                              absl::string_view problem) const;
  HttpHandler::Outcome HandleFor(const HttpRequest& request, const ApiPath& path,
                                 QueryParams params, TcpStream& stream, Responder& responder);

  const OriginPolicy& origins_;
  Authenticator& authenticator_;
  const ClientAdmission& admission_;
  EventCaller& calls_;
  EventStreamOpener& streams_;
};

}  // namespace lossy::edge
