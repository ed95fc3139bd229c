#include "edge/longpoll/session_token.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

SessionToken Sample() {
  return {.id = SessionToken::NewId(), .worker = 259, .edge = "10.0.0.7:4000"};
}

TEST(SessionToken, IsVerifiedAsItWasSigned) {
  const SessionToken token = Sample();
  const absl::optional<SessionToken> verified =
      TokenSigner("secret").Verify(TokenSigner("secret").Sign(token));
  ASSERT_TRUE(verified.has_value());
  EXPECT_EQ(verified->id, token.id);
  EXPECT_EQ(verified->worker, token.worker);
  EXPECT_EQ(verified->edge, token.edge);
}

TEST(SessionToken, NeedsNoEscapingInAUrl) {
  const std::string text = TokenSigner("secret").Sign(Sample());
  EXPECT_TRUE(std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isalnum(c) || c == '-' || c == '_' || c == '.';
  })) << text;
}

TEST(SessionToken, IsRejectedWithAnotherSecret) {
  EXPECT_FALSE(TokenSigner("other").Verify(TokenSigner("secret").Sign(Sample())).has_value());
}

TEST(SessionToken, IsRejectedWhenAnyByteIsChanged) {
  const TokenSigner signer("secret");
  const std::string text = signer.Sign(Sample());
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(signer.Verify(changed).has_value()) << i;
    EXPECT_FALSE(signer.Verify(text.substr(0, i)).has_value()) << i;
  }
}

TEST(SessionToken, IsDistinctFromAUsersToken) {
  EXPECT_TRUE(IsSessionToken(TokenSigner("secret").Sign(Sample())));
  for (const char* text : {"", "eyJhbGciOiJIUzI1NiJ9.e30.c2ln", "null", "lossylp"}) {
    EXPECT_FALSE(IsSessionToken(text)) << text;
    EXPECT_FALSE(TokenSigner("secret").Verify(text).has_value()) << text;
  }
}

TEST(SessionToken, HasAnIdOfItsOwn) { EXPECT_NE(SessionToken::NewId(), SessionToken::NewId()); }

}  // namespace
}  // namespace lossy::edge
