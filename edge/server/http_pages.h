#pragma once

#include <functional>

#include "edge/console/console_pages.h"
#include "edge/http/http_request.h"
#include "edge/http/http_response.h"
#include "edge/server/token_pages.h"
#include "edge/site/site_files.h"

namespace lossy::edge {

// Answers the HTTP requests that open no socket: tokens, the health checks (/healthz,
// /readyz), the files of the site, and the pages for people. A file of the site replaces the page
// with the same path. Thread-safe.
class HttpPages {
 public:
  // The references must outlive the object. `ready` must be thread-safe. It returns true if load
  // balancers may send clients to this edge.
  HttpPages(const TokenPages& tokens, const SiteFiles& site, const ConsolePages& console,
            std::function<bool()> ready);

  HttpResponse Answer(const HttpRequest& request) const;

 private:
  HttpResponse AnswerCheck(const HttpRequest& request) const;

  const TokenPages& tokens_;
  const SiteFiles& site_;
  const ConsolePages& console_;
  const std::function<bool()> ready_;
};

}  // namespace lossy::edge
