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

// POST /api/auth/extension_token: changes a user's token, or session cookie, for a short-lived one
// that is bound to a device. Thread-safe.
class ExtensionTokenHandler {
 public:
  struct Options {
    absl::Duration token_life = absl::Minutes(15);
    // A JSON object whose members are added to the answer: what a client wants to know at the
    // start.
    std::string client_settings = "{}";
  };

  // All must outlive it. `refusals` records each token that is refused.
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

// Invalid_argument: ExtensionTokenHandler::Options cannot have `json` as client_settings, because
// it is no JSON object or has a member that the answer has already.
absl::Status CheckClientSettings(absl::string_view json);

// Name of the session cookie.
inline constexpr absl::string_view kSessionCookie = "_lossy_key";

// The value of a request's cookie; empty if there is none.
std::string Cookie(const HttpRequest& request, absl::string_view name);

}  // namespace lossy::edge
