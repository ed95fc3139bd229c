#include "edge/longpoll/session_token.h"

#include <cstddef>
#include <cstdint>

#include "base/testing/fuzzing.h"

namespace {

using lossy::base::Require;
using lossy::edge::IsSessionToken;
using lossy::edge::SessionToken;
using lossy::edge::TokenSigner;

// Returns a token whose parts are the input's bytes.
SessionToken TokenOf(absl::string_view input) {
  SessionToken token;
  token.id = std::string(input.substr(0, SessionToken::kIdBytes));
  token.id.resize(SessionToken::kIdBytes);
  token.edge = std::string(input);
  token.worker = static_cast<std::uint16_t>(input.size());
  return token;
}

}  // namespace

// Verifies the input as a token, and signs a token with the input's bytes in it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const TokenSigner* const signer = new TokenSigner("the edges' secret");
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  Require(!signer->Verify(input), "an unsigned token is rejected");

  const SessionToken token = TokenOf(input);
  std::string text = signer->Sign(token);
  Require(IsSessionToken(text), "a signed token has the form of a session token");
  const absl::optional<SessionToken> verified = signer->Verify(text);
  Require(verified && verified->id == token.id && verified->edge == token.edge &&
              verified->worker == token.worker,
          "a signed token passes the verification");

  const std::size_t place = size % text.rfind('.');
  text[place] = static_cast<char>(text[place] ^ 1);
  Require(!signer->Verify(text), "a changed token is rejected");
  return 0;
}
