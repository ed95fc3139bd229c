#include "edge/longpoll/session_token.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

SessionToken Sample() {
  return {.id = SessionToken::NewId(), .worker = 259, .edge = "10.0.0.7:4000"};
}

TEST(SessionToken, IsReadAsItWasSealed) {
  const SessionToken token = Sample();
  const absl::optional<SessionToken> opened =
      TokenSigner("secret").Open(TokenSigner("secret").Seal(token));
  ASSERT_TRUE(opened.has_value());
  EXPECT_EQ(opened->id, token.id);
  EXPECT_EQ(opened->worker, token.worker);
  EXPECT_EQ(opened->edge, token.edge);
}

TEST(SessionToken, NeedsNoEscapingInAUrl) {
  const std::string text = TokenSigner("secret").Seal(Sample());
  EXPECT_TRUE(std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isalnum(c) || c == '-' || c == '_' || c == '.';
  })) << text;
}

TEST(SessionToken, IsNothingToWhoeverHasAnotherSecret) {
  EXPECT_FALSE(TokenSigner("other").Open(TokenSigner("secret").Seal(Sample())).has_value());
}

TEST(SessionToken, IsNothingWhenAnyByteOfItWasChanged) {
  const TokenSigner seal("secret");
  const std::string text = seal.Seal(Sample());
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(seal.Open(changed).has_value()) << i;
    EXPECT_FALSE(seal.Open(text.substr(0, i)).has_value()) << i;
  }
}

TEST(SessionToken, IsToldFromAUsersToken) {
  EXPECT_TRUE(IsSessionToken(TokenSigner("secret").Seal(Sample())));
  for (const char* text : {"", "eyJhbGciOiJIUzI1NiJ9.e30.c2ln", "null", "lossylp"}) {
    EXPECT_FALSE(IsSessionToken(text)) << text;
    EXPECT_FALSE(TokenSigner("secret").Open(text).has_value()) << text;
  }
}

TEST(SessionToken, HasAnIdOfItsOwn) { EXPECT_NE(SessionToken::NewId(), SessionToken::NewId()); }

}  // namespace
}  // namespace lossy::edge
