#pragma once

#include <functional>

#include "edge/console/console_pages.h"
#include "edge/http/http_request.h"
#include "edge/http/http_response.h"
#include "edge/server/token_pages.h"

namespace lossy::edge {

// Answers the HTTP requests that open no socket: the pages for people, tokens, and the health
// checks (/healthz, /readyz). Thread-safe.
class HttpPages {
 public:
  // The references must outlive the object. `ready` must be thread-safe. It returns true if load
  // balancers may send clients to this edge.
  HttpPages(const TokenPages& tokens, const ConsolePages& console, std::function<bool()> ready);

  HttpResponse Answer(const HttpRequest& request) const;

 private:
  const TokenPages& tokens_;
  const ConsolePages& console_;
  const std::function<bool()> ready_;
};

}  // namespace lossy::edge
