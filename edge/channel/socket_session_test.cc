#include "edge/channel/socket_fixture.h"
#include "gmock/gmock.h"
#include "lossy/sample/v1/room.pb.h"

namespace lossy::edge {
namespace {

using sample::v1::CountRequest;
using sample::v1::CountResponse;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST_F(SocketTest, SpeaksWithASessionByRefs) {
  FakeUpstream::Stream& stream = JoinCounter();
  EXPECT_THAT(Say(R"(["1","2","counter:c","add",{"amount":4}])"), IsEmpty());
  CountRequest request;
  ASSERT_TRUE(request.ParseFromString(stream.sent.back()));
  EXPECT_EQ(request.add().amount(), 4);
  CountResponse push;
  push.mutable_passed_ten()->set_total(12);
  stream.Bring(push.SerializeAsString());
  CountResponse reply;
  reply.set_ref(request.ref());
  reply.mutable_add()->set_total(7);
  stream.Bring(reply.SerializeAsString());
  EXPECT_THAT(
      Sent(),
      ElementsAre(R"(["1",null,"counter:c","passed_ten",{"total":12}])",
                  R"(["1","2","counter:c","phx_reply",{"status":"ok","response":{"total":7}}])"));
}

TEST_F(SocketTest, RefusesASessionThatHasWaitedTooLong) {
  limits_.joins = {.max_running = 1, .max_waiting = 1, .max_wait = absl::ZeroDuration()};
  Restart();
  Say(R"(["1","1","room:a","phx_join",{}])");
  Say(R"(["2","2","counter:c","phx_join",{}])");
  services_->Tick();
  const std::vector<std::string> sent = Sent();
  ASSERT_EQ(sent.size(), 1);
  EXPECT_THAT(sent[0], HasSubstr(R"(["2","2","counter:c","phx_reply",{"status":"error")"));
  EXPECT_THAT(sent[0], HasSubstr(R"("reason":"unavailable")"));
  EXPECT_THAT(sent[0], HasSubstr(R"("retry_after_ms":)"));
  EXPECT_THAT(upstream_.streams, IsEmpty());
}

TEST_F(SocketTest, AsksTheClientToJoinAgainWhenItsSessionIsLost) {
  JoinCounter().End(absl::UnavailableError("gone"));
  EXPECT_THAT(Sent(),
              ElementsAre(R"(["1","1","counter:c","phx_error",{"reason":"channel_crash"}])"));
  EXPECT_THAT(Say(R"(["1","2","counter:c","add",{}])"), ElementsAre(HasSubstr("unmatched topic")));
}

TEST_F(SocketTest, ClosesTheChannelWhenTheServiceEndsTheSession) {
  JoinCounter().End(absl::OkStatus());
  EXPECT_THAT(Sent(), ElementsAre(R"(["1","1","counter:c","phx_close",{}])"));
}

TEST_F(SocketTest, AnswersForASessionThatDoesNot) {
  JoinCounter();
  Say(R"(["1","2","counter:c","add",{"amount":4}])");
  socket_->OnSweep(absl::Now() + limits_.call_limit + absl::Seconds(1));
  EXPECT_THAT(Sent(), ElementsAre(HasSubstr("deadline_exceeded")));
}

TEST_F(SocketTest, AnswersWaitingMessagesOfASessionThatIsJoinedAgain) {
  JoinCounter();
  EXPECT_THAT(Say(R"(["1","2","counter:c","add",{"amount":4}])"), IsEmpty());
  EXPECT_THAT(Say(R"(["3","3","counter:c","phx_join",{}])"),
              ElementsAre(HasSubstr(R"(["1","2","counter:c","phx_reply",{"status":"error")")));
}

TEST_F(SocketTest, CountsUnreadBytesOfASession_AlsoWhenItsClientHasLeft) {
  FakeUpstream::Stream& stream = JoinCounter();
  stream.unsent = 5'000;
  Say(R"(["1","2","counter:c","add",{"amount":1}])");
  EXPECT_GE(transport_.held(), 5'000);
  Say(R"(["1","3","counter:c","phx_leave",{}])");
  EXPECT_GE(transport_.held(), 5'000);
  stream.kept = {};
  EXPECT_EQ(transport_.held(), 0);
}

}  // namespace
}  // namespace lossy::edge
