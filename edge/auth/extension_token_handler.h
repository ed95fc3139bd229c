#pragma once

#include <functional>
#include <string>

#include "base/identity/token_issuer.h"
#include "base/refusal/refusal_recorder.h"
#include "base/time/clock.h"
#include "edge/auth/authenticator.h"
#include "edge/http/http_request.h"
#include "edge/http/http_response.h"

namespace lossy::edge {

// Answers POST /api/auth/extension_token. It exchanges a user's token or session cookie for a
// short-lived token of a browser extension, which is bound to one device. Thread-safe.
class ExtensionTokenHandler {
 public:
  struct Options {
    // The time from the issue of an extension token to its expiry.
    absl::Duration token_life = absl::Minutes(15);
    // A JSON object whose members are added to each response. The operator sets it to configure
    // clients.
    std::string client_settings = "{}";
  };

  // The references must outlive the handler. `refusals` records each token that is refused.
  ExtensionTokenHandler(Authenticator& authenticator, base::TokenIssuer& issuer,
                        const base::Clock& clock, base::RefusalRecorder& refusals, Options options);

  HttpResponse Answer(const HttpRequest& request);

 private:
  Authenticator& authenticator_;
  base::TokenIssuer& issuer_;
  const base::Clock& clock_;
  base::RefusalRecorder& refusals_;
  const Options options_;
};

// Checks a value for ExtensionTokenHandler::Options::client_settings. Returns INVALID_ARGUMENT if
// `json` is not a JSON object, or has a member that each response has already.
absl::Status CheckClientSettings(absl::string_view json);

// The name of the session cookie.
inline constexpr absl::string_view kSessionCookie = "_lossy_key";

// Returns the value of the request's cookie, or an empty string if the request has no such cookie.
std::string Cookie(const HttpRequest& request, absl::string_view name);

}  // namespace lossy::edge
