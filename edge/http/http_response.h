#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// The properties of a request that determine the form of its response.
struct HttpFraming {
  bool keep_alive = true;  // True if the connection stays open after the response.
  bool http_1_1 = true;    // False for HTTP/1.0.
  bool head = false;       // True for HEAD: the response has the headers of a GET but no body.
  // True if further bytes of the body follow until the connection closes (RFC 9112, section 6.3).
  // The response then has no "content-length".
  bool until_close = false;
};

// An HTTP/1.1 response. A value type.
struct HttpResponse {
  int status = 200;
  std::string body;
  absl::string_view content_type;  // Must be a constant. Empty: the response has no such header.
  std::vector<std::pair<std::string, std::string>> headers;

  // Returns the bytes of the response. It leaves out headers whose value has a control character.
  // Some values repeat text of the client, which could otherwise inject a header. A response whose
  // status allows no body has no "content-length" (RFC 9110, section 8.6).
  std::string Encode(const HttpFraming& framing) const;
};

HttpResponse EmptyResponse(int status);
// Returns the response to a method that a resource does not have: 204 for OPTIONS, otherwise 405.
// `allowed` is the value of the "allow" header, such as "GET, HEAD".
HttpResponse MethodsResponse(absl::string_view method, absl::string_view allowed);
HttpResponse TextResponse(int status, std::string body);
HttpResponse JsonResponse(int status, std::string body);
HttpResponse HtmlResponse(std::string body);

}  // namespace lossy::edge
