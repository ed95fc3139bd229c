#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// What the form of a response depends on in its request.
struct HttpFraming {
  bool keep_alive = true;  // The connection stays.
  bool http_1_1 = true;    // False: HTTP/1.0.
  bool head = false;       // A HEAD: the response has the headers of a GET, and no body.
};

// An HTTP/1.1 response.
struct HttpResponse {
  int status = 200;
  std::string body;
  absl::string_view content_type;  // Empty: no such header.
  std::vector<std::pair<std::string, std::string>> headers;

  // Leaves out a header whose value has a control character: it might end the header, and some
  // values repeat what a client sent. Statuses that have no body have no length either (RFC 9110,
  // section 8.6).
  std::string Encode(const HttpFraming& framing) const;
};

HttpResponse EmptyResponse(int status);
// Of a resource that answers these methods ("GET, HEAD"): 204 to OPTIONS, 405 to others.
HttpResponse MethodsResponse(absl::string_view method, absl::string_view allowed);
HttpResponse TextResponse(int status, std::string body);
HttpResponse JsonResponse(int status, std::string body);
HttpResponse HtmlResponse(std::string body);

}  // namespace lossy::edge
