#pragma once

#include <memory>
#include <string>

#include "base/identity/token_issuer.h"
#include "base/time/fake_clock.h"
#include "edge/auth/authenticator.h"

namespace lossy::edge {

// For tests: an authenticator, and the issuers of the tokens that it accepts, with keys made
// for the purpose. Dies if the temporary folder cannot be written.
class TestTokens {
 public:
  static constexpr absl::Duration kExtensionGrace = absl::Minutes(30);

  explicit TestTokens(const std::string& dev_user = "");

  Authenticator& authenticator() { return *authenticator_; }
  base::FakeClock& clock() { return clock_; }
  // The identity provider. The other two are the edge itself, with one key.
  base::TokenIssuer& users() { return *users_; }
  base::TokenIssuer& extensions() { return *extensions_; }
  base::TokenIssuer& sessions() { return *sessions_; }

  // A user's token, good for an hour.
  std::string User(const std::string& id, const std::string& device = "");

 private:
  base::FakeClock clock_;
  std::unique_ptr<base::TokenIssuer> users_;
  std::unique_ptr<base::TokenIssuer> extensions_;
  std::unique_ptr<base::TokenIssuer> sessions_;
  std::unique_ptr<Authenticator> authenticator_;
};

}  // namespace lossy::edge
