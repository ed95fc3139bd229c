#pragma once

#include "absl/types/optional.h"
#include "base/refusal/refusal_recorder.h"
#include "edge/auth/dev_login.h"
#include "edge/auth/extension_token_handler.h"
#include "edge/http/http_request.h"
#include "edge/http/http_response.h"
#include "edge/http/origin_policy.h"

namespace lossy::edge {

// Answers the HTTP requests for tokens from pages of allowed origins: extension tokens, and the
// development login. Thread-safe.
class TokenPages {
 public:
  // The references must outlive the object. If `dev_login` is nullptr, the edge does not serve it.
  // `refusals` records requests from origins that are not allowed.
  TokenPages(const OriginPolicy& origins, ExtensionTokenHandler& extension_tokens,
             DevLogin* dev_login, base::RefusalRecorder& refusals);

  // Returns the response, or nullopt if the request is none for a token.
  absl::optional<HttpResponse> Answer(const HttpRequest& request) const;

 private:
  HttpResponse AnswerExtensionToken(const HttpRequest& request) const;
  HttpResponse RefuseOrigin(const HttpRequest& request) const;

  const OriginPolicy& origins_;
  ExtensionTokenHandler& extension_tokens_;
  DevLogin* const dev_login_;
  base::RefusalRecorder& refusals_;
};

}  // namespace lossy::edge
