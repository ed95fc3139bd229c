#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "edge/channel/socket_fixture.h"
#include "gmock/gmock.h"
#include "lossy/sample/v1/room.pb.h"

namespace lossy::edge {
namespace {

using sample::v1::CountResponse;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST_F(SocketTest, AcceptsAJoinThatTheServiceAccepts) {
  EXPECT_THAT(Say(R"(["3","4","room:a","phx_join",{"room":"other"}])"), IsEmpty());
  ASSERT_EQ(upstream_.calls.size(), 1);
  EXPECT_EQ(upstream_.calls[0]->method, "JoinRoom");
  sample::v1::JoinRoomRequest request;
  ASSERT_TRUE(request.ParseFromString(upstream_.calls[0]->request));
  EXPECT_EQ(request.room(), "a");  // The topic's, not the payload's.
  EXPECT_FALSE(upstream_.calls[0]->context.token.empty());
  upstream_.calls[0]->Answer(absl::OkStatus());
  EXPECT_THAT(
      Sent(),
      ElementsAre(R"(["3","4","room:a","phx_reply",{"status":"ok","response":{"room":""}}])"));
}

TEST_F(SocketTest, SharesACallWithAnotherSocketThatMayLeave) {
  Say(R"(["1","1","room:a","phx_join",{}])");
  FakeTransport transports[2];
  std::vector<std::unique_ptr<Socket>> sockets;
  for (FakeTransport& transport : transports) {
    sockets.push_back(MakeSocket(
        transport, {.identity = {.user_id = "ann", .device_id = "d"}, .connection = nullptr}));
    EXPECT_TRUE(Receive(*sockets.back(), R"(["2","2","room:a","phx_join",{"recover":true}])"));
  }
  upstream_.calls[0]->Answer(absl::OkStatus());
  ASSERT_EQ(upstream_.calls.size(), 2);
  sockets[0]->OnDisconnected();
  EXPECT_FALSE(upstream_.calls[1]->cancelled);
  upstream_.calls[1]->Answer(absl::OkStatus());
  EXPECT_THAT(transports[0].sent, IsEmpty());
  EXPECT_THAT(transports[1].sent, ElementsAre(HasSubstr(R"("room:a","phx_reply",{"status":"ok")")));
}

TEST_F(SocketTest, NeedsASweepEachSecondOnlyWhileAJoinWaits) {
  EXPECT_GT(socket_->sweep_after(), 60u);
  Say(R"(["3","4","room:a","phx_join",{}])");
  EXPECT_EQ(socket_->sweep_after(), 1u);
  upstream_.calls[0]->Answer(absl::OkStatus());
  EXPECT_GT(socket_->sweep_after(), 60u);
  JoinCounter();
  EXPECT_EQ(socket_->sweep_after(), 1u) << "a session has deadlines as long as it lasts";
}

TEST_F(SocketTest, SendsPublishedEventsAfterTheJoinsReply) {
  Say(R"(["3","4","room:a","phx_join",{}])");
  hub_.Publish({.topic = "room:a", .name = "new_msg", .payload = "{}"});
  EXPECT_THAT(Sent(), IsEmpty());
  upstream_.calls[0]->Answer(absl::OkStatus());
  hub_.Publish({.topic = "room:a", .name = "new_msg", .payload = "{}"});
  EXPECT_THAT(Sent(), ElementsAre(HasSubstr("phx_reply"), R"([null,null,"room:a","new_msg",{}])"));
}

TEST_F(SocketTest, RefusesAJoinWithTheServicesReason) {
  Say(R"(["3","4","room:a","phx_join",{}])");
  upstream_.calls[0]->Answer(base::NotFound("No such room"));
  EXPECT_THAT(
      Sent(),
      ElementsAre(
          R"(["3","4","room:a","phx_reply",{"status":"error","response":{"reason":"not_found","message":"No such room","details":{}}}])"));
  EXPECT_THAT(Say(R"(["3","5","room:a","echo",{}])"), ElementsAre(HasSubstr("unmatched topic")));
}

TEST_F(SocketTest, RefusesAJoinWithoutALiveSubscription) {
  source_.position = base::Unavailable("away");
  Say(R"(["3","4","room:a","phx_join",{}])");
  upstream_.calls[0]->Answer(absl::OkStatus());
  EXPECT_THAT(Sent(), ElementsAre(AllOf(HasSubstr(R"("reason":"unavailable")"),
                                        HasSubstr(R"("retry_after_ms":)"))));
}

TEST_F(SocketTest, KeepsMessagesSentDuringAJoin) {
  Say(R"(["3","4","room:a","phx_join",{}])");
  EXPECT_THAT(Say(R"(["3","5","room:a","echo",{"x":"hi"}])"), IsEmpty());
  upstream_.calls[0]->Answer(absl::OkStatus());
  EXPECT_THAT(Sent(), ElementsAre(HasSubstr(R"("4","room:a","phx_reply")")));
  ASSERT_EQ(upstream_.calls.size(), 2);
  upstream_.calls[1]->Answer(absl::OkStatus(), upstream_.calls[1]->request);
  EXPECT_THAT(
      Sent(),
      ElementsAre(
          R"(["3","5","room:a","phx_reply",{"status":"ok","response":{"room":"a","t":0,"s":0,"x":"hi"}}])"));
}

TEST_F(SocketTest, LimitsTheTopicsOfOneSocket) {
  for (const char* ref : {"1", "2", "3"}) Join(ref, std::string("room:") + ref);
  EXPECT_THAT(Say(R"(["4","4","room:4","phx_join",{}])"),
              ElementsAre(HasSubstr("too many channels joined")));
}

TEST_F(SocketTest, LimitsJoinCallsAtOnceAndNoEvents) {
  limits_.joins.max_running = 1;
  Restart();
  Join("1", "room:a");
  Say(R"(["2","2","room:b","phx_join",{}])");
  Say(R"(["3","3","counter:c","phx_join",{}])");
  EXPECT_THAT(upstream_.streams, IsEmpty());
  Say(R"(["1","4","room:a","echo",{}])");
  EXPECT_EQ(upstream_.calls.back()->method, "Echo");
  upstream_.calls[1]->Answer(absl::OkStatus());
  executor_.RunAll();
  ASSERT_EQ(upstream_.streams.size(), 1);
  EXPECT_EQ(metrics_.join_calls.running.Value(), 1);
  CountResponse joined;
  joined.set_ref("join");
  joined.mutable_join()->set_total(3);
  upstream_.streams[0]->Bring(joined.SerializeAsString());
  EXPECT_EQ(metrics_.join_calls.running.Value(), 0);
}

TEST_F(SocketTest, DropsAWaitingJoinWithItsClient) {
  limits_.joins.max_running = 1;
  Restart();
  Say(R"(["1","1","room:a","phx_join",{}])");
  Say(R"(["2","2","counter:c","phx_join",{}])");
  Say(R"(["3","3","room:b","phx_join",{}])");
  EXPECT_EQ(metrics_.join_calls.waiting.Value(), 2);
  socket_->OnDisconnected();
  EXPECT_EQ(metrics_.join_calls.waiting.Value(), 0);
  EXPECT_EQ(metrics_.join_calls.running.Value(), 0);
}

TEST_F(SocketTest, AsksTheClientToJoinAgainAfterAGap) {
  Join("1", "room:a");
  hub_.OnGap("room:a");
  EXPECT_THAT(Sent(), ElementsAre(HasSubstr("phx_error")));
}

TEST_F(SocketTest, ReplacesAChannelThatIsJoinedAgain) {
  Join("1", "room:a");
  EXPECT_THAT(Say(R"(["2","2","room:a","phx_join",{}])"), IsEmpty());
  upstream_.calls.back()->Answer(absl::OkStatus());
  EXPECT_THAT(Sent(), ElementsAre(HasSubstr(R"(["2","2","room:a","phx_reply")"),
                                  R"(["1","1","room:a","phx_close",{}])"));
  EXPECT_THAT(Say(R"(["1","3","room:a","echo",{}])"), IsEmpty());  // Of the former life.
  hub_.Publish({.topic = "room:a", .name = "new_msg", .payload = "{}"});
  EXPECT_EQ(Sent().size(), 1);
}

TEST_F(SocketTest, AnswersWaitingMessagesOfAChannelThatIsJoinedAgain) {
  Join("1", "room:a");
  for (const char* ref : {"2", "3"}) {
    EXPECT_THAT(Say(absl::StrCat(R"(["1",")", ref, R"(","room:a","echo",{}])")), IsEmpty());
  }
  EXPECT_THAT(Say(R"(["4","4","room:a","phx_join",{}])"),
              ElementsAre(HasSubstr(R"(["1","2","room:a","phx_reply",{"status":"error")"),
                          HasSubstr(R"(["1","3","room:a","phx_reply",{"status":"error")")));
  EXPECT_TRUE(upstream_.calls[1]->cancelled);
  EXPECT_THAT(Say(R"(["4","5","room:a","echo",{}])"), IsEmpty());
  EXPECT_THAT(Say(R"(["6","6","room:a","phx_join",{}])"),
              ElementsAre(HasSubstr(R"(["4","4","room:a","phx_reply",{"status":"error")"),
                          R"(["1","1","room:a","phx_close",{}])",
                          HasSubstr(R"(["4","5","room:a","phx_reply",{"status":"error")")));
}

TEST_F(SocketTest, CancelsUpstreamWhenTheClientLeaves) {
  Join("1", "room:a");
  Say(R"(["1","2","room:a","echo",{}])");
  EXPECT_THAT(Say(R"(["1","3","room:a","phx_leave",{}])"),
              ElementsAre(R"(["1","3","room:a","phx_reply",{"status":"ok","response":{}}])",
                          R"(["1","1","room:a","phx_close",{}])"));
  EXPECT_TRUE(upstream_.calls[1]->cancelled);
  EXPECT_THAT(source_.unfollowed, ElementsAre("room:a"));
}

TEST_F(SocketTest, CancelsUpstreamWhenTheClientDisconnects) {
  FakeUpstream::Stream& stream = JoinCounter();
  Join("2", "room:a");
  Say(R"(["2","3","room:a","echo",{}])");
  Say(R"(["4","4","room:b","phx_join",{}])");
  socket_->OnDisconnected();
  EXPECT_TRUE(upstream_.calls[1]->cancelled);
  EXPECT_TRUE(upstream_.calls[2]->cancelled);
  EXPECT_TRUE(stream.finished);
}

TEST_F(SocketTest, AnswersALeaveOfATopicThatWasNotJoined) {
  EXPECT_THAT(Say(R"(["8","9","nowhere","phx_leave",{}])"),
              ElementsAre(R"(["8","9","nowhere","phx_reply",{"status":"ok","response":{}}])"));
}

}  // namespace
}  // namespace lossy::edge
