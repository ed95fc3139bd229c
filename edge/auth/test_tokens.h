#pragma once

#include <memory>
#include <string>

#include "base/identity/token_issuer.h"
#include "base/time/fake_clock.h"
#include "edge/auth/authenticator.h"

namespace lossy::edge {

// For tests: an authenticator and the issuers of the tokens that it accepts, with new keys. The
// constructor ends the process if it cannot write the key files to the temporary folder.
class TestTokens {
 public:
  // The time for which extension tokens are accepted after they have expired.
  static constexpr absl::Duration kExtensionGrace = absl::Minutes(30);

  // `dev_user` is Authenticator::Options::dev_user.
  explicit TestTokens(const std::string& dev_user = "");

  Authenticator& authenticator() { return *authenticator_; }
  base::FakeClock& clock() { return clock_; }
  // Issues tokens as the identity provider. The other two issue tokens as the edge, with one key.
  base::TokenIssuer& users() { return *users_; }
  base::TokenIssuer& extensions() { return *extensions_; }
  base::TokenIssuer& sessions() { return *sessions_; }

  // Returns a user's token that expires after an hour.
  std::string User(const std::string& id, const std::string& device = "");

 private:
  base::FakeClock clock_;
  std::unique_ptr<base::TokenIssuer> users_;
  std::unique_ptr<base::TokenIssuer> extensions_;
  std::unique_ptr<base::TokenIssuer> sessions_;
  std::unique_ptr<Authenticator> authenticator_;
};

}  // namespace lossy::edge
