#pragma once

#include <string>

namespace lossy::agent {

// A POST to an endpoint.
struct HttpRequest {
  std::string path;  // Behind the base URL: "/chat/completions".
  std::string content_type;
  std::string body;
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
