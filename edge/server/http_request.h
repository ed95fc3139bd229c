#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"

namespace lossy::edge {

// One HTTP/1 request.
struct HttpRequest {
  std::string method;
  std::string path;   // Without the query.
  std::string query;  // Behind the "?".
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // Names in lower case, in order.
  bool http_1_1 = true;
  bool keep_alive = true;

  // The first header of that (lower-case) name; nullptr if there is none.
  const std::string* Header(absl::string_view name) const;
  // Every comma-separated token of all headers of that name, in lower case.
  std::vector<std::string> HeaderTokens(absl::string_view name) const;
};

enum class HttpParse {
  kDone,
  kIncomplete,
  kHeaderTooLarge,
  kBodyTooLarge,
  kMalformed,
  kUnknownCoding  // A Transfer-Encoding other than "chunked" (RFC 9112, section 6.1: 501).
};

// The largest body, in bytes, of the request with that head; its body is not there yet.
using BodyLimit = absl::FunctionRef<std::size_t(const HttpRequest& head)>;
// The largest that may come in chunks: those are read from their start again for every piece.
inline constexpr std::size_t kMaxChunkedBytes = 64 << 10;

// Reads the request at the start of `data`. Of one whose body is too large or incomplete there is
// the head. `size` becomes its size when it is done. When it is
// incomplete, it is pointless to ask again with fewer bytes; 0: nothing is known about its size.
HttpParse ParseHttpRequest(absl::string_view data, std::size_t max_header_bytes,
                           BodyLimit max_body_bytes, HttpRequest* request, std::size_t* size);

}  // namespace lossy::edge
