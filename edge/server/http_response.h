#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// An HTTP/1.1 response.
struct HttpResponse {
  int status = 200;
  std::string body;
  absl::string_view content_type;  // Empty: no such header.
  std::vector<std::pair<std::string, std::string>> headers;

  // Leaves out a header whose value has a control character: it might end the header, and some
  // values repeat what a client sent.
  std::string Encode(bool keep_alive) const;
};

HttpResponse EmptyResponse(int status);
HttpResponse TextResponse(int status, std::string body);
HttpResponse JsonResponse(int status, std::string body);
HttpResponse HtmlResponse(std::string body);

}  // namespace lossy::edge
