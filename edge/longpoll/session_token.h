#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::edge {

// Identifies a long-poll session, and has its location. A value type.
struct SessionToken {
  std::string id;            // kIdBytes random bytes.
  std::uint16_t worker = 0;  // The index of the session's worker (LongpollWorkers::workers).
  std::string edge;          // The host:port where other edges reach the session's edge.

  static constexpr std::size_t kIdBytes = 16;
  // Returns a new random id.
  static std::string NewId();
};

// Returns true if the text has the form of a signed session token. A user's token (JWT) never has
// this form. The signature is not checked.
bool IsSessionToken(absl::string_view text);

// Signs and verifies session tokens, so that clients cannot forge them. Immutable, so thread-safe.
class TokenSigner {
 public:
  // Signers with the same secret accept each other's tokens. The secret may have other uses, too,
  // because the signer derives its own key from it.
  explicit TokenSigner(absl::string_view secret);

  // Returns the signed token as text that needs no escaping in a URL.
  std::string Sign(const SessionToken& token) const;
  // Returns the token of a signed text, or nullopt if it was not signed with this secret.
  absl::optional<SessionToken> Verify(absl::string_view text) const;

 private:
  const std::string key_;
};

}  // namespace lossy::edge
