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

// Opens the input as a token, and signs a token with the input's bytes in it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const TokenSigner* const seal = new TokenSigner("the edges' secret");
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  Require(!seal->Open(input), "nobody can guess a seal");

  const SessionToken token = TokenOf(input);
  std::string text = seal->Seal(token);
  Require(IsSessionToken(text), "a session's token says that it is one");
  const absl::optional<SessionToken> opened = seal->Open(text);
  Require(opened && opened->id == token.id && opened->edge == token.edge &&
              opened->worker == token.worker,
          "what was sealed can be opened");

  const std::size_t place = size % text.rfind('.');
  text[place] = static_cast<char>(text[place] ^ 1);
  Require(!seal->Open(text), "nothing in it can be changed");
  return 0;
}
