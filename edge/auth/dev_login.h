#pragma once

#include "base/identity/token_issuer.h"
#include "edge/http/http_request.h"
#include "edge/http/http_response.h"

namespace lossy::edge {

// Serves the development login below /dev/auth. It sets the session cookie of any user that the
// developer names, so it answers local requests only (IsLocalRequest). Thread-safe.
class DevLogin {
 public:
  // `issuer` signs the session cookies, and must outlive the object.
  explicit DevLogin(base::TokenIssuer& issuer) : issuer_(issuer) {}

  // Returns true if the request's path is /dev/auth or below it.
  static bool Serves(const HttpRequest& request);
  // Returns the response to a request for which Serves is true. The status is 403 for a request
  // that is not local.
  HttpResponse Answer(const HttpRequest& request);

 private:
  HttpResponse LogIn(const HttpRequest& request);

  base::TokenIssuer& issuer_;
};

}  // namespace lossy::edge
