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

// One HTTP/1 request.
struct HttpRequest {
  std::string method;
  std::string path;   // Without the query; "*" in OPTIONS for the server as a whole.
  std::string query;  // Behind the "?".
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // Names in lower case, in order.
  bool http_1_1 = true;
  bool keep_alive = true;
  // The address of the client that sent it, as far as trusted proxies tell; none over a Unix
  // socket. ParseHttpRequest leaves it to its caller.
  IpAddress client;
  // It came over a connection that began with a PROXY header. Left to the caller, too.
  bool proxied = false;

  // A HEAD is answered as a GET, without the body.
  bool IsGet() const { return method == "GET" || method == "HEAD"; }
  HttpFraming framing() const {
    return {.keep_alive = keep_alive, .http_1_1 = http_1_1, .head = method == "HEAD"};
  }
  // The first header of that (lower-case) name; nullptr if there is none.
  const std::string* Header(absl::string_view name) const;
  // Every comma-separated token of all headers of that name, in lower case.
  std::vector<std::string> HeaderTokens(absl::string_view name) const;
};

enum class HttpParse {
  kDone,
  kIncomplete,
  kHeaderTooLarge,
  kTargetTooLong,  // The request line alone is larger than a header may be.
  kBodyTooLarge,
  kMalformed,
  kUnknownCoding  // A Transfer-Encoding other than "chunked" (RFC 9112, section 6.1: 501).
};

// The largest body, in bytes, of the request with that head; its body is not there yet.
using BodyLimit = absl::FunctionRef<std::size_t(const HttpRequest& head)>;
// Reads the request at the start of `data`, behind empty lines (RFC 9112, section 2.2). Of one
// whose body is too large or incomplete there is the head. An absolute target replaces the header
// "Host". `size` becomes its size when it is done. When it is incomplete, `progress` says how far
// it was read: the caller passes the same one when there are at least `progress->wanted` bytes, and
// a new one for the next request.
HttpParse ParseHttpRequest(absl::string_view data, std::size_t max_header_bytes,
                           BodyLimit max_body_bytes, HttpRequest* request, HttpProgress* progress,
                           std::size_t* size);

}  // namespace lossy::edge
