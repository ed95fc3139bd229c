#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "edge/http/http_request.h"
#include "edge/http/http_response.h"

namespace lossy::edge {

// A text that the edge serves to each client alike. A value type.
struct ServedFile {
  std::string text;
  absl::string_view content_type;  // Must be a constant.
  // An entity tag in quotes (RFC 9110, section 8.8.3). Edges with the same text have the same one.
  std::string etag;
};

ServedFile MakeServedFile(std::string text, absl::string_view content_type);

// Returns the response to a GET or HEAD of the file: 304 if the client has this text, otherwise
// 200. Browsers keep a copy and ask again before they use it. The page of an HTML file can load
// nothing but scripts, styles and data of the edge itself, and no page can frame it.
HttpResponse AnswerWithFile(const HttpRequest& request, const ServedFile& file);

}  // namespace lossy::edge
