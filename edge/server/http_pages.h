#pragma once

#include <functional>

#include "base/refusal/refusal_recorder.h"
#include "edge/auth/dev_login.h"
#include "edge/auth/extension_token_handler.h"
#include "edge/http/http_request.h"
#include "edge/http/http_response.h"
#include "edge/http/origin_policy.h"

namespace lossy::edge {

// Answers the HTTP requests that open no socket: the console (/), the health checks (/healthz,
// /readyz), extension tokens, and the development login. Thread-safe.
class HttpPages {
 public:
  // The references must outlive the object. If `dev_login` is nullptr, the edge does not serve it.
  // `token_refusals` records requests for tokens from origins that are not allowed. `ready` must be
  // thread-safe. It returns true if load balancers may send clients to this edge.
  HttpPages(const OriginPolicy& origins, ExtensionTokenHandler& extension_tokens,
            DevLogin* dev_login, base::RefusalRecorder& token_refusals,
            std::function<bool()> ready);

  HttpResponse Answer(const HttpRequest& request) const;

 private:
  HttpResponse AnswerExtensionToken(const HttpRequest& request) const;
  HttpResponse RefuseOrigin(const HttpRequest& request) const;

  const OriginPolicy& origins_;
  ExtensionTokenHandler& extension_tokens_;
  DevLogin* const dev_login_;
  base::RefusalRecorder& token_refusals_;
  const std::function<bool()> ready_;
};

}  // namespace lossy::edge
