#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::edge {

// Where a long-poll session is.
struct SessionToken {
  std::string id;  // kIdBytes random bytes.
  std::uint16_t worker = 0;
  std::string edge;  // host:port where other edges reach it.

  static constexpr std::size_t kIdBytes = 16;
  static std::string NewId();
};

// Whether the text claims to be a session's token. No user's token does.
bool IsSessionToken(absl::string_view text);

// Makes session tokens that nobody else can make. Immutable.
class TokenSigner {
 public:
  // Seals of one secret accept each other's tokens. The secret may be used for other things, too.
  explicit TokenSigner(absl::string_view secret);

  // Text that needs no escaping in a URL.
  std::string Seal(const SessionToken& token) const;
  // Nullopt: it was not sealed with this secret.
  absl::optional<SessionToken> Open(absl::string_view text) const;

 private:
  const std::string key_;
};

}  // namespace lossy::edge
