#include "absl/strings/str_cat.h"
#include "edge/channel/socket_fixture.h"
#include "gmock/gmock.h"

namespace lossy::edge {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST_F(SocketTest, TakesANewerTokenOfTheSameUser) {
  limits_.expiry_bound = absl::ZeroDuration();
  tokens_.clock().Advance(absl::Minutes(50));
  const std::string token = tokens_.User("ann");
  Join("1", "room:a");
  const std::string payload = absl::StrCat(R"({"access_token":")", token, "\"}");
  EXPECT_THAT(Say(absl::StrCat(R"([null,"2","phoenix","access_token",)", payload, "]")),
              ElementsAre(R"([null,"2","phoenix","phx_reply",{"status":"ok","response":{}}])"));
  EXPECT_THAT(Say(absl::StrCat(R"([null,"3","room:a","access_token",)", payload, "]")),
              ElementsAre(R"(["1","3","room:a","phx_reply",{"status":"ok","response":{}}])"));
  socket_->OnSweep(tokens_.clock().Now() + absl::Minutes(59));
  EXPECT_THAT(transport_.closed, IsEmpty());
  socket_->OnSweep(tokens_.clock().Now() + absl::Minutes(61));
  EXPECT_THAT(transport_.closed, ElementsAre(CloseCode::kRefreshToken));
}

TEST_F(SocketTest, RefusesABadTokenAndOneOfAnotherUser) {
  const auto bring = [&](const std::string& payload) {
    return Say(absl::StrCat(R"([null,"2","phoenix","access_token",)", payload, "]"));
  };
  EXPECT_THAT(bring("{}"), ElementsAre(HasSubstr(R"("reason":"invalid_argument")")));
  EXPECT_THAT(bring(R"({"access_token":"rubbish"})"),
              ElementsAre(AllOf(HasSubstr(R"("reason":"unauthenticated")"),
                                HasSubstr("the token is not a JWT with valid claims"))));
  EXPECT_THAT(bring(absl::StrCat(R"({"access_token":")", tokens_.User("bob"), "\"}")),
              ElementsAre(HasSubstr(R"("reason":"forbidden")")));
  EXPECT_THAT(transport_.closed, IsEmpty());
}

}  // namespace
}  // namespace lossy::edge
