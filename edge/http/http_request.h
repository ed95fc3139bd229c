#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "edge/http/http_response.h"
#include "edge/http/http_state.h"
#include "edge/net/ip_address.h"

namespace lossy::edge {

// One HTTP/1 request with its whole body. A value type.
struct HttpRequest {
  std::string method;
  std::string path;   // Without the query. "*" is an OPTIONS request for the whole server.
  std::string query;  // The text behind the "?".
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // In order, with names in lower case.
  bool http_1_1 = true;
  bool keep_alive = true;
  // The client's address, from the socket or from a trusted proxy. Unknown over a Unix socket. The
  // caller of ParseHttpRequest sets it.
  IpAddress client;
  // True if the connection began with a PROXY header. The caller of ParseHttpRequest sets it.
  bool proxied = false;

  // True for GET and HEAD. The response to a HEAD is that to a GET without its body.
  bool IsGet() const { return method == "GET" || method == "HEAD"; }
  // Returns the properties that determine the form of the response.
  HttpFraming framing() const {
    return {.keep_alive = keep_alive, .http_1_1 = http_1_1, .head = method == "HEAD"};
  }
  // Returns the value of the first header with this name, in lower case, or nullptr.
  const std::string* Header(absl::string_view name) const;
  // Returns the comma-separated tokens of all headers with this name. Tokens are in lower case.
  std::vector<std::string> HeaderTokens(absl::string_view name) const;
};

enum class HttpParse {
  kDone,
  kIncomplete,
  kHeaderTooLarge,
  kTargetTooLong,  // The request line alone exceeds the limit of the header.
  kBodyTooLarge,
  kMalformed,
  kUnknownCoding  // Transfer-Encoding is not "chunked" (RFC 9112, section 6.1: status 501).
};

// Returns the largest body, in bytes, that a request with this head may have. head.body is empty.
using BodyLimit = absl::FunctionRef<std::size_t(const HttpRequest& head)>;
// Parses the request at the start of `data` and skips empty lines before it (RFC 9112,
// section 2.2). An absolute target replaces the header "Host".
//
// - kDone: `size` is the size of the request in `data`, in bytes. The next request needs a new
//   `progress`.
// - kIncomplete: the caller must pass the same `progress` again, once there are at least
// `progress->wanted` bytes. `request` contains the head if the head is complete.
// - kBodyTooLarge: `request` contains the head.
HttpParse ParseHttpRequest(absl::string_view data, std::size_t max_header_bytes,
                           BodyLimit max_body_bytes, HttpRequest* request, HttpProgress* progress,
                           std::size_t* size);

}  // namespace lossy::edge
