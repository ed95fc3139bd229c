#pragma once

#include <memory>
#include <string>

#include "base/identity/token_issuer.h"
#include "base/identity/token_verifier.h"
#include "base/rpc/caller.h"

namespace lossy::base {

// How our processes prove themselves to each other: each signs short-lived tokens with a key of its
// own
// (--internal_key), and accepts those signed by any key of --internal_jwks.
struct InternalIdentity {
  std::unique_ptr<TokenVerifier> verifier;
  // Also lets in users with the identity provider's own tokens (--user_jwks), so that a tool can
  // act as one. They are plain users, whatever role their token claims. nullptr: off.
  std::unique_ptr<TokenVerifier> users;
  std::unique_ptr<TokenIssuer> issuer;

  // From the flags. Ends the process with a message if the files cannot be read.
  static InternalIdentity FromFlags(const std::string& process);

  // A caller for work that no request waits for: `process` itself, on behalf of a user.
  Caller OnBehalfOf(const std::string& user_id, const std::string& request_id) const;
};

}  // namespace lossy::base
