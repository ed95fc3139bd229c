#pragma once

#include <cstddef>
#include <string>

namespace lossy::agent {

// A POST request to an endpoint.
struct HttpRequest {
  std::string path;  // Behind the base URL: "/chat/completions".
  std::string content_type;
  std::string body;
  // Identifies the object of the request, such as a recording: several failures with one object say
  // little about the server. 0: the request has an object of its own.
  std::size_t subject = 0;
};

struct HttpResponse {
  int status = 0;
  // Headers. Empty: the response does not have the header.
  std::string retry_after;
  std::string retry_after_ms;
  std::string body;

  bool ok() const { return status >= 200 && status < 300; }
};

}  // namespace lossy::agent
