#pragma once

#include "base/identity/token_issuer.h"
#include "edge/http/http_request.h"
#include "edge/http/http_response.h"

namespace lossy::edge {

// The pages below /dev/auth, which let a developer be any user: they set the session cookie. Only
// for an edge that listens on loopback. Thread-safe.
class DevLogin {
 public:
  // `issuer` must outlive it.
  explicit DevLogin(base::TokenIssuer& issuer) : issuer_(issuer) {}

  // True if the path is one of its pages.
  static bool Serves(const HttpRequest& request);
  HttpResponse Answer(const HttpRequest& request);

 private:
  HttpResponse LogIn(const HttpRequest& request);

  base::TokenIssuer& issuer_;
};

}  // namespace lossy::edge
