#pragma once

#include <string>
#include <utility>
#include <vector>

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

// Returns the headers with which a browser obeys the Content-Security-Policy `policy` in a page,
// and shows the page in no frame of another page.
std::vector<std::pair<std::string, std::string>> PageHeaders(std::string policy);

// Returns the response to a GET or HEAD of the file: 304 if the client has this text, otherwise
// 200. Browsers keep a copy and ask again before they use it. The response to an HTML file has
// `page_headers` as well.
HttpResponse AnswerWithFile(const HttpRequest& request, const ServedFile& file,
                            const std::vector<std::pair<std::string, std::string>>& page_headers);

}  // namespace lossy::edge
