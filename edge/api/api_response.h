#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "edge/http/http_request.h"
#include "edge/http/http_response.h"

namespace lossy::edge {

// Returns the HTTP status of an error by its `reason`, such as "not_found"
// (contract::ErrorReasons). It is 500 for an unknown reason.
int HttpStatusOf(absl::string_view reason);

// Returns the response with an error, which has the form of a reply with status "error". The HTTP
// status is that of the error's reason. There is a "retry-after" header if the error has a retry
// hint. The first function takes the error as JSON.
HttpResponse ErrorJsonResponse(std::string error_json);
HttpResponse StatusResponse(const absl::Status& status);

// Returns the response to a request for an event or a topic that needs a socket: its status is 426.
HttpResponse SocketNeeded();

// Returns the head of a response with server-sent events.
HttpResponse EventStreamHead();

// Lets a page whose origin is allowed read the response (CORS). Does nothing for a request that no
// page sent.
void AllowOrigin(const HttpRequest& request, HttpResponse* response);

}  // namespace lossy::edge
