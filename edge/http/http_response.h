#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// The properties of a request on which the form of its response depends.
struct HttpFraming {
  bool keep_alive = true;  // The connection stays open.
  bool http_1_1 = true;    // False: HTTP/1.0.
  bool head = false;       // A HEAD request: the response has the headers of a GET but no body.
};

// An HTTP/1.1 response. A value type.
struct HttpResponse {
  int status = 200;
  std::string body;
  absl::string_view content_type;  // Empty: the response has no such header.
  std::vector<std::pair<std::string, std::string>> headers;

  // Returns the bytes of the response. Headers whose value has a control character are left out:
  // some values repeat the client's, and such a character could begin another header. A response
  // whose status has no body has no length either (RFC 9110, section 8.6).
  std::string Encode(const HttpFraming& framing) const;
};

HttpResponse EmptyResponse(int status);
// Returns the response of a resource that has only these methods ("GET, HEAD"): 204 for OPTIONS,
// 405 for any other method.
HttpResponse MethodsResponse(absl::string_view method, absl::string_view allowed);
HttpResponse TextResponse(int status, std::string body);
HttpResponse JsonResponse(int status, std::string body);
HttpResponse HtmlResponse(std::string body);

}  // namespace lossy::edge
