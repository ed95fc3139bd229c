#include "edge/channel/socket_fixture.h"
#include "gmock/gmock.h"

namespace lossy::edge {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST_F(SocketTest, SendsThePresenceStateAfterTheJoinsReply) {
  Say(R"(["1","1","presence:a","phx_join",{}])");
  upstream_.calls.back()->Answer(absl::OkStatus());
  EXPECT_THAT(Sent(), ElementsAre(HasSubstr("phx_reply")));
  executor_.RunAll();
  EXPECT_THAT(Sent(),
              ElementsAre(HasSubstr(R"(["1",null,"presence:a","presence_state",{"ann")"),
                          HasSubstr(R"([null,null,"presence:a","presence_diff",{"joins")")));
}

TEST_F(SocketTest, AnswersAPresenceUpdateBehindItsDiff) {
  Join("1", "presence:a");
  executor_.RunAll();
  Sent();
  EXPECT_THAT(Say(R"(["1","2","presence:a","presence_update",{"status":"away"}])"),
              ElementsAre(HasSubstr(R"("status":"away")"),
                          R"(["1","2","presence:a","phx_reply",{"status":"ok","response":{}}])"));
  EXPECT_THAT(Say(R"(["1","3","presence:a","presence_update",7])"),
              ElementsAre(HasSubstr("invalid_argument")));
}

TEST_F(SocketTest, SendsUpdatesToAClientThatRequestsThem) {
  Say(R"(["1","1","presence:a","phx_join",{"presence":{"updates":true}}])");
  upstream_.calls.back()->Answer(absl::OkStatus());
  executor_.RunAll();
  EXPECT_THAT(Sent(), Contains(HasSubstr(R"("updates":{})")));
}

TEST_F(SocketTest, HasNoPresenceWhereTheTopicHasNone) {
  Join("1", "room:a");
  executor_.RunAll();
  EXPECT_THAT(Sent(), IsEmpty());
  EXPECT_THAT(Say(R"(["1","2","room:a","presence_update",{}])"),
              ElementsAre(HasSubstr("unknown_event")));
}

TEST_F(SocketTest, HasNoPresenceAfterALeave) {
  Join("1", "presence:a");
  EXPECT_EQ(metrics_.presence.present.Value(), 1);
  Say(R"(["1","2","presence:a","phx_leave",{}])");
  EXPECT_EQ(metrics_.presence.present.Value(), 0);
  Join("3", "presence:a");
  socket_->OnDisconnected();
  EXPECT_EQ(metrics_.presence.present.Value(), 0);
}

}  // namespace
}  // namespace lossy::edge
