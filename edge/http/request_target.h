#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// The parts of the target of an HTTP request (RFC 9112, section 3.2).
struct RequestTarget {
  std::string path;   // Without the query. "*" is a request for the whole server.
  std::string query;  // The text behind the "?".
  std::string host;   // The host and port of an absolute target. Otherwise empty.
};

// Parses the origin form ("/path?query"), the absolute form ("http://host/path?query") and, for
// OPTIONS, the asterisk form. Returns false for any other text.
bool ParseRequestTarget(absl::string_view method, absl::string_view text, RequestTarget* target);

}  // namespace lossy::edge
