#pragma once

#include <cstddef>
#include <string>

namespace lossy::agent {

// A POST to an endpoint.
struct HttpRequest {
  std::string path;  // Behind the base URL: "/chat/completions".
  std::string content_type;
  std::string body;
  // Tells requests about one thing, a recording, from those about others: failures over one thing
  // say little of the server. 0: each request is about a thing of its own.
  std::size_t subject = 0;
};

struct HttpResponse {
  int status = 0;
  // Headers; empty where they are missing.
  std::string retry_after;
  std::string retry_after_ms;
  std::string body;

  bool ok() const { return status >= 200 && status < 300; }
};

}  // namespace lossy::agent
