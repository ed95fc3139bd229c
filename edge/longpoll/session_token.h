#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::edge {

// The place of a long-poll session: its edge, the worker there, and its id there. A value type.
struct SessionToken {
  std::string id;  // kIdBytes random bytes.
  std::uint16_t worker = 0;
  std::string edge;  // The host:port at which other edges reach its edge.

  static constexpr std::size_t kIdBytes = 16;
  static std::string NewId();
};

// Returns true if the text has the form of a session's token. Tokens of users never have it.
bool IsSessionToken(absl::string_view text);

// Signs session tokens, so that clients cannot forge them. Immutable, so thread-safe.
class TokenSigner {
 public:
  // Signers with the same secret accept each other's tokens. The secret may serve other purposes,
  // too.
  explicit TokenSigner(absl::string_view secret);

  // Returns the signed token as text that needs no escaping in a URL.
  std::string Sign(const SessionToken& token) const;
  // Returns the token, or nullopt if it was not signed with this secret.
  absl::optional<SessionToken> Verify(absl::string_view text) const;

 private:
  const std::string key_;
};

}  // namespace lossy::edge
