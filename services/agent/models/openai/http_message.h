#pragma once

#include <cstddef>
#include <string>

namespace lossy::agent {

// A POST request to an endpoint.
struct HttpRequest {
  std::string path;  // The path after the base URL: "/chat/completions".
  std::string content_type;
  std::string body;
  // Identifies the input of the request, such as a recording, for the circuit breaker
  // (circuit_breaker.h). 0: the request shares its input with no other.
  std::size_t subject = 0;
};

// A response of an endpoint.
struct HttpResponse {
  int status = 0;
  // The values of the headers retry-after and retry-after-ms. Empty: the response does not have the
  // header.
  std::string retry_after;
  std::string retry_after_ms;
  std::string body;

  bool ok() const { return status >= 200 && status < 300; }
};

}  // namespace lossy::agent
