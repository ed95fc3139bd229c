#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// What the target of an HTTP request names (RFC 9112, section 3.2).
struct RequestTarget {
  std::string path;   // Without the query. "*" for a request about the server as a whole.
  std::string query;  // Behind the "?".
  std::string host;   // Of an absolute target, with its port; "" of every other.
};

// Parses the origin form ("/path?query"), the absolute form ("http://host/path?query") and, for
// OPTIONS, the asterisk form. False: it is none of these.
bool ParseRequestTarget(absl::string_view method, absl::string_view text, RequestTarget* target);

}  // namespace lossy::edge
