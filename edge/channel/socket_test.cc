#include "edge/channel/socket.h"

#include <fstream>

#include "base/error/error.h"
#include "base/time/clock.h"
#include "edge/loop/manual_executor.h"
#include "edge/transport/fake_transport.h"
#include "edge/upstream/fake_upstream.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lossy/sample/v1/room.pb.h"

namespace lossy::edge {
namespace {

using sample::v1::CountRequest;
using sample::v1::CountResponse;
using sample::v1::RoomMessage;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Follows at once.
struct InstantSource final : TopicSource {
  void Follow(Hub& hub, const std::string& topic) override { hub.OnFollowed(topic, status); }
  void Unfollow(Hub&, const std::string& topic) override { unfollowed.push_back(topic); }

  absl::Status status;
  std::vector<std::string> unfollowed;
};

constexpr char kKey[] =
    R"({"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","kid":"t"})";

class SocketTest : public testing::Test {
 protected:
  SocketTest() {
    google::protobuf::FileDescriptorSet descriptors;
    std::ifstream file("tests/sample/proto/lossy/sample/v1/sample_descriptors.binpb",
                       std::ios::binary);
    EXPECT_TRUE(descriptors.ParseFromIstream(&file));
    auto table = RoutingTable::Build(descriptors, {"lossy.sample.v1.RoomService"});
    EXPECT_TRUE(table.ok()) << table.status();
    table_ = *std::move(table);
    const std::string key = testing::TempDir() + "/key.jwk";
    std::ofstream(key) << kKey;
    issuer_ = *base::TokenIssuer::FromFile(key, "edge", "lossy", base::RealClock());
    limits_.max_channels = 3;
    limits_.max_waiting = 4;
    environment_ =
        std::make_unique<Environment>(*table_, upstream_, hub_, home_, *issuer_, limits_, metrics_);
    socket_ = std::make_unique<Socket>(*environment_, transport_, Serializer::kV2,
                                       base::Identity{.user_id = "ann", .device_id = "d"});
  }

  // What is sent in answer.
  std::vector<std::string> Say(const std::string& text) {
    std::string padded = text;
    padded.append(64, ' ');
    transport_.sent.clear();
    EXPECT_TRUE(socket_->OnText(absl::string_view(padded.data(), text.size())));
    return transport_.sent;
  }

  std::vector<std::string> Sent() { return std::exchange(transport_.sent, {}); }

  void Join(const std::string& ref, const std::string& topic) {
    Say("[\"" + ref + "\",\"" + ref + "\",\"" + topic + "\",\"phx_join\",{}]");
    upstream_.calls.back()->Answer(absl::OkStatus());
    Sent();
  }

  FakeUpstream::Stream& JoinCounter() {
    Say(R"(["1","1","counter:c","phx_join",{"start":3}])");
    FakeUpstream::Stream& stream = *upstream_.streams.back();
    CountResponse joined;
    joined.set_ref("join");
    joined.mutable_join()->set_total(3);
    stream.Bring(joined.SerializeAsString());
    Sent();
    return stream;
  }

  prometheus::Registry registry_;
  EdgeMetrics metrics_{registry_};
  ChannelLimits limits_;
  FakeUpstream upstream_;
  InstantSource source_;
  Hub hub_{source_, metrics_.deliveries};
  ManualExecutor home_;
  FakeTransport transport_;
  std::unique_ptr<RoutingTable> table_;
  std::unique_ptr<base::TokenIssuer> issuer_;
  std::unique_ptr<Environment> environment_;
  std::unique_ptr<Socket> socket_;
};

TEST_F(SocketTest, AnswersHeartbeatsWhateverElseIsSlow) {
  Say(R"(["1","1","room:a","phx_join",{}])");
  EXPECT_THAT(Say(R"(["9","7","phoenix","heartbeat",{}])"),
              ElementsAre(R"([null,"7","phoenix","phx_reply",{"status":"ok","response":{}}])"));
}

TEST_F(SocketTest, LetsAClientInWhenTheServiceDoes) {
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

TEST_F(SocketTest, SendsWhatIsPublishedOnlyAfterTheJoinsReply) {
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

TEST_F(SocketTest, RefusesAJoinWhoseSubscriptionCannotBeLive) {
  source_.status = base::Unavailable("away");
  Say(R"(["3","4","room:a","phx_join",{}])");
  upstream_.calls[0]->Answer(absl::OkStatus());
  EXPECT_THAT(Sent(), ElementsAre(HasSubstr("unavailable")));
}

TEST_F(SocketTest, KeepsWhatIsPushedDuringAJoin) {
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

TEST_F(SocketTest, NamesTheFieldOfAWrongTypeAndGoesOn) {
  Join("1", "room:a");
  EXPECT_THAT(
      Say(R"(["1","2","room:a","echo",{"x":5}])"),
      ElementsAre(
          R"(["1","2","room:a","phx_reply",{"status":"error","response":{"reason":"invalid_argument","message":"x must be a string","details":{"x":"must be a string"}}}])"));
  EXPECT_THAT(Say(R"(["1","3","room:a","dance",{}])"), ElementsAre(HasSubstr("unknown_event")));
  EXPECT_THAT(Say(R"(["1","4","room:a","echo",[]])"), ElementsAre(HasSubstr("invalid_argument")));
  EXPECT_THAT(Say(R"(["1","5","room:a",7,{}])"), ElementsAre(HasSubstr("unknown_event")));
}

TEST_F(SocketTest, KeepsTheOrderOfOneEventAndLetsOthersPass) {
  Join("1", "room:a");
  Say(R"(["1","2","room:a","echo",{"x":"1"}])");
  Say(R"(["1","3","room:a","echo",{"x":"2"}])");
  Say(R"(["1","4","room:a","new_msg",{}])");
  ASSERT_EQ(upstream_.calls.size(), 3);  // The join, the first echo, the message.
  EXPECT_EQ(upstream_.calls[2]->method, "SendMessage");
  upstream_.calls[2]->Answer(absl::OkStatus());
  EXPECT_THAT(Sent(), ElementsAre(HasSubstr(R"("4","room:a","phx_reply")")));
  upstream_.calls[1]->Answer(absl::OkStatus(), upstream_.calls[1]->request);
  ASSERT_EQ(upstream_.calls.size(), 4);
  upstream_.calls[3]->Answer(absl::OkStatus(), upstream_.calls[3]->request);
  EXPECT_THAT(Sent(), ElementsAre(HasSubstr(R"("x":"1")"), HasSubstr(R"("x":"2")")));
}

TEST_F(SocketTest, RefusesMoreThanMayWait) {
  Join("1", "room:a");
  for (int i = 0; i < 4; ++i) EXPECT_THAT(Say(R"(["1","2","room:a","echo",{}])"), IsEmpty());
  EXPECT_THAT(Say(R"(["1","9","room:a","echo",{}])"), ElementsAre(HasSubstr("rate_limited")));
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

TEST_F(SocketTest, CancelsUpstreamWhenTheClientIsGone) {
  FakeUpstream::Stream& stream = JoinCounter();
  Join("2", "room:a");
  Say(R"(["2","3","room:a","echo",{}])");
  Say(R"(["4","4","room:b","phx_join",{}])");
  socket_->OnGone();
  EXPECT_TRUE(upstream_.calls[1]->cancelled);
  EXPECT_TRUE(upstream_.calls[2]->cancelled);
  EXPECT_TRUE(stream.finished);
}

TEST_F(SocketTest, AnswersALeaveOfATopicThatWasNotJoined) {
  EXPECT_THAT(Say(R"(["8","9","nowhere","phx_leave",{}])"),
              ElementsAre(R"(["8","9","nowhere","phx_reply",{"status":"ok","response":{}}])"));
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

TEST_F(SocketTest, SaysUnmatchedInPhoenixsWords) {
  const std::string expected =
      R"([null,"2","nope:1","phx_reply",{"status":"error","response":{"reason":"unmatched topic"}}])";
  EXPECT_THAT(Say(R"(["2","2","nope:1","phx_join",{}])"), ElementsAre(expected));
  EXPECT_THAT(Say(R"(["2","2","nope:1","hello",{}])"), ElementsAre(expected));
}

TEST_F(SocketTest, EchoesRefsAsTheyCame) {
  EXPECT_THAT(Say(R"([null,7,"nope","hello",{}])"), ElementsAre(HasSubstr("[null,7,")));
  EXPECT_THAT(Say(R"([null,{"a":1},"nope","hello",{}])"),
              ElementsAre(HasSubstr(R"([null,{"a":1},)")));
}

TEST_F(SocketTest, BoundsTheTopicsOfOneSocket) {
  for (const char* ref : {"1", "2", "3"}) Join(ref, std::string("room:") + ref);
  EXPECT_THAT(Say(R"(["4","4","room:4","phx_join",{}])"),
              ElementsAre(HasSubstr("too many channels joined")));
}

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

TEST_F(SocketTest, TellsTheClientToJoinAgainWhenItsSessionIsLost) {
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

TEST_F(SocketTest, TellsTheClientToJoinAgainAfterAGap) {
  Join("1", "room:a");
  hub_.OnGap("room:a");
  EXPECT_THAT(Sent(), ElementsAre(HasSubstr("phx_error")));
}

TEST_F(SocketTest, DoesNotUnderstandWhatIsNoPhoenixMessage) {
  for (const char* text : {"", "{}", "[]", "[1,2,3,4]", R"(["1","1","room:a","echo",{]])"}) {
    std::string padded(text);
    padded.append(64, ' ');
    EXPECT_FALSE(socket_->OnText(absl::string_view(padded.data(), strlen(text)))) << text;
  }
}

}  // namespace
}  // namespace lossy::edge
