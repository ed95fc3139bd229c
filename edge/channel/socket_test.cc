#include "edge/channel/socket.h"

#include <fstream>

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "edge/auth/test_tokens.h"
#include "edge/net/manual_executor.h"
#include "edge/presence/local_presence.h"
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
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

// Follows at once.
struct InstantSource final : TopicSource {
  void Follow(Hub& hub, const std::string& topic) override { hub.OnFollowed(topic, position); }
  void Unfollow(Hub&, const std::string& topic) override { unfollowed.push_back(topic); }
  void Recover(Hub& hub, const std::string& topic, const Position& after) override {
    missed.after = after;
    hub.OnMissed(topic, missed);
  }

  absl::StatusOr<Position> position = Position{.epoch = "e", .offset = 7};
  MissedEvents missed;
  std::vector<std::string> unfollowed;
};

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
    channel_table_.emplace(*table_, metrics_.routes);
    limits_.max_channels = 3;
    limits_.max_waiting = 4;
    Restart();
  }

  // With the limits as they are.
  void Restart() {
    socket_.reset();
    services_.emplace(upstream_, executor_, tokens_.users(), limits_, metrics_);
    channels_.emplace(*channel_table_, *services_, hub_, presence_);
    Connect(Serializer::kV2);
  }

  void Connect(Serializer serializer) {
    socket_ = MakeSocket(transport_, {.serializer = serializer,
                                      .identity = {.user_id = "ann", .device_id = "d"},
                                      .connection = nullptr});
  }

  std::unique_ptr<Socket> MakeSocket(Transport& transport, Client client) {
    return std::make_unique<Socket>(*channels_, refresher_, metrics_, transport, std::move(client));
  }

  // Returns the messages that answer `text`.
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
  ManualExecutor executor_;
  LocalPresence nobody_;
  ChannelPresence presence_{nobody_, executor_, {}, metrics_.presence};
  FakeTransport transport_;
  std::unique_ptr<RoutingTable> table_;
  TestTokens tokens_;
  absl::optional<ChannelTable> channel_table_;
  TokenRefresher refresher_{tokens_.authenticator(), metrics_.token_refused};
  absl::optional<ServiceCaller> services_;
  absl::optional<ChannelFactory> channels_;
  std::unique_ptr<Socket> socket_;
};

TEST_F(SocketTest, AnswersHeartbeatsDuringSlowCalls) {
  Say(R"(["1","1","room:a","phx_join",{}])");
  EXPECT_THAT(Say(R"(["9","7","phoenix","heartbeat",{}])"),
              ElementsAre(R"([null,"7","phoenix","phx_reply",{"status":"ok","response":{}}])"));
}

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
    std::string padded = R"(["2","2","room:a","phx_join",{"recover":true}])";
    const std::size_t size = padded.size();
    padded.append(64, ' ');
    EXPECT_TRUE(sockets.back()->OnText(absl::string_view(padded.data(), size)));
  }
  upstream_.calls[0]->Answer(absl::OkStatus());
  ASSERT_EQ(upstream_.calls.size(), 2);
  sockets[0]->OnDisconnected();
  EXPECT_FALSE(upstream_.calls[1]->cancelled);
  upstream_.calls[1]->Answer(absl::OkStatus());
  EXPECT_THAT(transports[0].sent, IsEmpty());
  EXPECT_THAT(transports[1].sent, ElementsAre(HasSubstr(R"("room:a","phx_reply",{"status":"ok")")));
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

TEST_F(SocketTest, NamesTheFieldOfAWrongTypeAndContinues) {
  Join("1", "room:a");
  EXPECT_THAT(
      Say(R"(["1","2","room:a","echo",{"x":5}])"),
      ElementsAre(
          R"(["1","2","room:a","phx_reply",{"status":"error","response":{"reason":"invalid_argument","message":"x must be a string","details":{"x":"must be a string"}}}])"));
  EXPECT_THAT(Say(R"(["1","3","room:a","dance",{}])"), ElementsAre(HasSubstr("unknown_event")));
  EXPECT_THAT(Say(R"(["1","4","room:a","echo",[]])"), ElementsAre(HasSubstr("invalid_argument")));
  EXPECT_THAT(Say(R"(["1","5","room:a",7,{}])"), ElementsAre(HasSubstr("unknown_event")));
}

TEST_F(SocketTest, AnswersAPayloadThatIsNestedTooDeepAndContinues) {
  const auto nested = [](int depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  Join("1", "room:a");
  for (const int depth : {70, 2000, 100000}) {
    EXPECT_THAT(Say(R"(["1","2","room:a","echo",{"x":)" + nested(depth) + "}]"),
                ElementsAre(HasSubstr("invalid_argument")));
  }
  EXPECT_THAT(Say(R"(["1","3","room:a","dance",{}, )" + nested(500) + "]"),
              ElementsAre(HasSubstr("unknown_event")));
}

TEST_F(SocketTest, CutsTheNameOfAnUnknownEventBetweenCharacters) {
  Join("1", "room:a");
  const std::string event = std::string(99, 'a') + "\u00e9tude";
  EXPECT_THAT(Say(R"(["1","2","room:a",")" + event + R"(",{}])"),
              ElementsAre(AllOf(HasSubstr("unknown_event"),
                                HasSubstr(R"("event":")" + std::string(99, 'a') + "\""))));
}

TEST_F(SocketTest, KeepsTheOrderWithinEachEvent) {
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

TEST_F(SocketTest, RefusesMessagesBeyondTheBound) {
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

TEST_F(SocketTest, AnswersWaitingMessagesOfASessionThatIsJoinedAgain) {
  JoinCounter();
  EXPECT_THAT(Say(R"(["1","2","counter:c","add",{"amount":4}])"), IsEmpty());
  EXPECT_THAT(Say(R"(["3","3","counter:c","phx_join",{}])"),
              ElementsAre(HasSubstr(R"(["1","2","counter:c","phx_reply",{"status":"error")")));
}

TEST_F(SocketTest, AnswersUnmatchedTopicsAsPhoenixDoes) {
  const std::string start =
      R"([null,"2","nope:1","phx_reply",{"status":"error","response":{"reason":"unmatched topic",)";
  EXPECT_THAT(Say(R"(["2","2","nope:1","phx_join",{}])"), ElementsAre(StartsWith(start)));
  EXPECT_THAT(Say(R"(["2","2","nope:1","hello",{}])"), ElementsAre(StartsWith(start)));
}

TEST_F(SocketTest, DistinguishesAnUnjoinedTopicFromAnUnknownOne) {
  EXPECT_THAT(
      Say(R"(["2","2","room:a","echo",{}])"),
      ElementsAre(HasSubstr(R"("message":"the topic is not joined: send phx_join first")")));
  EXPECT_THAT(
      Say(R"(["2","3","nope:1","echo",{}])"),
      ElementsAre(HasSubstr(R"("message":"there is no such topic: no channel answers it")")));
}

TEST_F(SocketTest, NamesTheTopicsThatAnswerAnEvent) {
  Join("1", "room:a");
  EXPECT_THAT(Say(R"(["1","2","room:a","add",{}])"),
              ElementsAre(AllOf(HasSubstr(R"("reason":"unknown_event")"),
                                HasSubstr(R"(topics that do: counter:)"),
                                HasSubstr(R"("topics":"counter:)"))));
  EXPECT_THAT(Say(R"(["1","3","room:a","dance",{}])"),
              ElementsAre(HasSubstr(R"("message":"no topic answers this event")")));
  EXPECT_THAT(Say(R"(["1","4","room:a","presence_update",{}])"),
              ElementsAre(HasSubstr(R"("topics":"presence:)")));
}

TEST_F(SocketTest, EchoesRefsAsTheyCame) {
  EXPECT_THAT(Say(R"([null,7,"nope","hello",{}])"), ElementsAre(HasSubstr("[null,7,")));
  EXPECT_THAT(Say(R"([null,{"a":1},"nope","hello",{}])"),
              ElementsAre(HasSubstr(R"([null,{"a":1},)")));
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

TEST_F(SocketTest, AsksTheClientToJoinAgainAfterAGap) {
  Join("1", "room:a");
  hub_.OnGap("room:a");
  EXPECT_THAT(Sent(), ElementsAre(HasSubstr("phx_error")));
}

TEST_F(SocketTest, RejectsInvalidPhoenixMessages) {
  for (const char* text : {"", "{}", "[]", "[1,2,3,4]", R"(["1","1","room:a","echo",{]])"}) {
    std::string padded(text);
    padded.append(64, ' ');
    EXPECT_FALSE(socket_->OnText(absl::string_view(padded.data(), strlen(text)))) << text;
  }
}

TEST_F(SocketTest, SpeaksTheFirstVersionWithItsClients) {
  Connect(Serializer::kV1);
  EXPECT_THAT(
      Say(R"({"topic":"phoenix","event":"heartbeat","payload":{},"ref":"1"})"),
      ElementsAre(
          R"({"topic":"phoenix","event":"phx_reply","ref":"1","payload":{"status":"ok","response":{}}})"));
  Say(R"({"topic":"room:a","event":"phx_join","payload":{},"ref":"2"})");
  upstream_.calls.back()->Answer(absl::OkStatus());
  EXPECT_THAT(Sent(), ElementsAre(HasSubstr(R"("event":"phx_reply","ref":"2")")));
  EXPECT_THAT(
      Say(R"({"topic":"room:a","event":"phx_leave","payload":{},"ref":"3"})"),
      ElementsAre(
          R"({"topic":"room:a","event":"phx_reply","ref":"3","payload":{"status":"ok","response":{}}})",
          R"({"topic":"room:a","event":"phx_close","ref":null,"payload":{}})"));
}

TEST_F(SocketTest, ClosesNothingBehindASecondJoinOfTheFirstVersion) {
  Connect(Serializer::kV1);
  for (const char* ref : {"1", "2"}) {
    Say(absl::StrCat(R"({"topic":"room:a","event":"phx_join","payload":{},"ref":")", ref,
                     R"(","join_ref":")", ref, "\"}"));
    upstream_.calls.back()->Answer(absl::OkStatus());
    EXPECT_THAT(Sent(), ElementsAre(HasSubstr("phx_reply"))) << ref;
  }
}

TEST_F(SocketTest, TakesMessagesOfTheFirstVersionInBinaryFrames) {
  Connect(Serializer::kV1);
  std::string padded = R"({"topic":"phoenix","event":"heartbeat","payload":{},"ref":"1"})";
  const std::size_t size = padded.size();
  padded.append(64, ' ');
  EXPECT_TRUE(socket_->OnBinary(absl::string_view(padded.data(), size)));
  EXPECT_THAT(Sent(), ElementsAre(HasSubstr("phx_reply")));
  EXPECT_FALSE(socket_->OnBinary("{\"\xff\"}"));
}

std::string BinaryPush(absl::string_view ref, absl::string_view topic, absl::string_view event,
                       absl::string_view data) {
  const char sizes[] = {0, 1, static_cast<char>(ref.size()), static_cast<char>(topic.size()),
                        static_cast<char>(event.size())};
  return absl::StrCat(absl::string_view(sizes, sizeof sizes), "1", ref, topic, event, data);
}

TEST_F(SocketTest, AnswersAHeartbeatInABinaryFrameInText) {
  EXPECT_TRUE(socket_->OnBinary(BinaryPush("81", "phoenix", "heartbeat", "")));
  EXPECT_THAT(Sent(),
              ElementsAre(R"([null,"81","phoenix","phx_reply",{"status":"ok","response":{}}])"));
}

TEST_F(SocketTest, RefusesBytesForAnEventThatTakesNone) {
  Join("1", "room:a");
  EXPECT_TRUE(socket_->OnBinary(BinaryPush("2", "room:a", "echo", "\x01")));
  EXPECT_THAT(Sent(), ElementsAre(HasSubstr(R"("reason":"invalid_argument")")));
}

TEST_F(SocketTest, SendsARetryTimeAfterTooManyMessages) {
  limits_.rates.socket.messages = {.per_second = 0.5, .burst = 2};
  Join("1", "room:a");
  for (const char* ref : {"2", "3"}) {
    EXPECT_THAT(Say(absl::StrCat(R"(["1",")", ref, R"(","room:a","echo",{}])")), IsEmpty());
  }
  const std::vector<std::string> sent = Say(R"(["1","4","room:a","echo",{}])");
  ASSERT_EQ(sent.size(), 1);
  EXPECT_THAT(sent[0], HasSubstr(R"(["1","4","room:a","phx_reply",{"status":"error")"));
  EXPECT_THAT(sent[0], HasSubstr(R"("reason":"rate_limited")"));
  EXPECT_THAT(sent[0], testing::ContainsRegex(R"("retry_after_ms":[12][0-9]{3}[^0-9])"));
  EXPECT_THAT(Say(R"([null,"5","phoenix","heartbeat",{}])"), ElementsAre(HasSubstr("\"ok\"")));
  EXPECT_THAT(Say(R"(["1","6","room:a","phx_leave",{}])").size(), 2);
  EXPECT_EQ(metrics_.rate_limited.Value(), 1);
}

TEST_F(SocketTest, LimitsJoinsByThemselves) {
  limits_.rates.socket.joins = {.per_second = 0.1, .burst = 1};
  Join("1", "room:a");
  EXPECT_THAT(Say(R"(["2","2","room:b","phx_join",{}])"),
              ElementsAre(HasSubstr(R"("reason":"rate_limited")")));
  EXPECT_THAT(Say(R"(["1","3","room:a","echo",{}])"), IsEmpty());
}

TEST_F(SocketTest, LimitsAllSocketsOfAUserTogether) {
  limits_.rates.user.messages = {.per_second = 0.1, .burst = 1};
  UserRegistry users(limits_.rates);
  FakeTransport transports[2];
  std::vector<std::unique_ptr<Socket>> sockets;
  for (FakeTransport& transport : transports) {
    sockets.push_back(MakeSocket(
        transport, {.identity = {.user_id = "ann"}, .connection = *users.Connect("ann")}));
  }
  std::string padded = R"([null,"1","room:a","echo",{}])";
  const std::size_t size = padded.size();
  padded.append(64, ' ');
  for (const auto& socket : sockets) socket->OnText(absl::string_view(padded.data(), size));
  EXPECT_THAT(transports[0].sent, ElementsAre(HasSubstr("unmatched topic")));
  EXPECT_THAT(transports[1].sent, ElementsAre(HasSubstr("rate_limited")));
}

TEST_F(SocketTest, LimitsTheTopicsOnWhichAUserIsPresent) {
  limits_.rates.max_user_presence_topics = 1;
  UserRegistry users(limits_.rates);
  FakeTransport transport;
  const auto socket =
      MakeSocket(transport, {.identity = {.user_id = "ann"}, .connection = *users.Connect("ann")});
  const auto say = [&](const std::string& text) {
    std::string padded = text;
    padded.append(64, ' ');
    socket->OnText(absl::string_view(padded.data(), text.size()));
  };
  say(R"(["1","1","presence:a","phx_join",{}])");
  say(R"(["2","2","presence:b","phx_join",{}])");
  ASSERT_THAT(upstream_.calls.size(), 1);
  EXPECT_THAT(transport.sent,
              ElementsAre(AllOf(HasSubstr(R"(["2","2","presence:b","phx_reply")"),
                                HasSubstr("a user may be present on 1 topics at once"),
                                HasSubstr(R"("reason":"rate_limited")"))));
  say(R"(["3","3","room:a","phx_join",{}])");
  say(R"(["1","4","presence:a","phx_leave",{}])");
  say(R"(["5","5","presence:b","phx_join",{}])");
  EXPECT_THAT(upstream_.calls.size(), 3);
}

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

TEST_F(SocketTest, IsBusyWhileACallIsOpen) {
  EXPECT_FALSE(socket_->Busy());
  Say(R"(["1","1","room:a","phx_join",{}])");
  EXPECT_TRUE(socket_->Busy());
  upstream_.calls.back()->Answer(absl::OkStatus());
  EXPECT_FALSE(socket_->Busy());
  Say(R"(["1","2","room:a","echo",{}])");
  EXPECT_TRUE(socket_->Busy());
  upstream_.calls.back()->Answer(absl::OkStatus());
  EXPECT_FALSE(socket_->Busy());
}

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

// An event of room:a at this offset of the epoch e.
PublishedEvent NewMessage(std::int64_t offset) {
  return {.topic = "room:a",
          .name = "new_msg",
          .payload = {.json = "{}", .bytes = absl::nullopt},
          .position = {.epoch = "e", .offset = offset}};
}

TEST_F(SocketTest, SendsThePositionOfATopicOnRequest) {
  Say(R"(["1","1","room:a","phx_join",{"recover":true}])");
  upstream_.calls.back()->Answer(absl::OkStatus());
  hub_.Publish(NewMessage(8));
  EXPECT_THAT(
      Sent(),
      ElementsAre(
          R"(["1","1","room:a","phx_reply",{"status":"ok","response":{"room":"","position":{"epoch":"e","offset":7},"recovered":false}}])",
          R"([null,null,"room:a","new_msg",{"position":{"epoch":"e","offset":8}}])"));
}

TEST_F(SocketTest, SendsMissedEventsAfterTheReplyAndBeforeLiveOnes) {
  source_.missed = {.complete = true,
                    .events = {std::make_shared<PublishedEvent>(NewMessage(6)),
                               std::make_shared<PublishedEvent>(NewMessage(7))},
                    .position = {.epoch = "e", .offset = 7}};
  Say(R"(["1","1","room:a","phx_join",{"recover":{"epoch":"e","offset":5}}])");
  upstream_.calls.back()->Answer(absl::OkStatus());
  hub_.Publish(NewMessage(8));
  EXPECT_THAT(Sent(),
              ElementsAre(HasSubstr(R"("position":{"epoch":"e","offset":5},"recovered":true}}])"),
                          HasSubstr(R"("offset":6)"), HasSubstr(R"("offset":7)"),
                          HasSubstr(R"("offset":8)")));
  EXPECT_EQ(metrics_.routes.recovered.Value(), 1);
}

TEST_F(SocketTest, RecoversASessionsTopic) {
  Say(R"(["1","1","talk:a","phx_join",{"recover":{"epoch":"e","offset":7}}])");
  sample::v1::TalkResponse joined;
  joined.set_ref("join");
  upstream_.streams.back()->Bring(joined.SerializeAsString());
  EXPECT_THAT(Sent(),
              ElementsAre(HasSubstr(
                  R"("response":{"position":{"epoch":"e","offset":7},"recovered":true}}])")));
  hub_.Publish(NewMessage(8));
  EXPECT_THAT(Sent(), ElementsAre(HasSubstr(R"("offset":8)")));
}

TEST_F(SocketTest, RecoversNothingForAPositionOfAnotherRun) {
  source_.position = Position{.epoch = "e", .offset = 7, .run = 3};
  for (const auto& [run, recovered] : {std::pair("2", "false"), std::pair("3", "true")}) {
    Say(absl::StrCat(R"(["1","1","room:a","phx_join",{"recover":{"epoch":"e","offset":7,"run":)",
                     run, "}}]"));
    upstream_.calls.back()->Answer(absl::OkStatus());
    EXPECT_THAT(Sent(),
                Contains(HasSubstr(absl::StrCat(
                    R"("position":{"epoch":"e","offset":7,"run":3},"recovered":)", recovered))));
  }
}

TEST_F(SocketTest, AnswersAsBeforeWithoutASubscriptionOrARequest) {
  Say(R"(["1","1","presence:a","phx_join",{"recover":true}])");
  upstream_.calls.back()->Answer(absl::OkStatus());
  EXPECT_THAT(Sent(), ElementsAre(HasSubstr(R"("response":{"room":""}}])")));
  for (const char* params :
       {R"({"recover":false})", R"({"recover":null})", R"({"x":"\"recover\""})"}) {
    Say(absl::StrCat(R"(["2","2","room:a","phx_join",)", params, "]"));
    upstream_.calls.back()->Answer(absl::OkStatus());
    EXPECT_THAT(Sent(), Contains(HasSubstr(R"("response":{"room":""}}])")));
  }
}

TEST_F(SocketTest, NamesTheProblemOfARecovery) {
  const std::pair<const char*, const char*> mistakes[] = {
      {"7", R"("details":{"recover":)"},
      {R"("e:7")", R"("details":{"recover":)"},
      {"[]", R"("details":{"recover":)"},
      {"{}", R"("details":{"recover.epoch":)"},
      {R"({"epoch":7,"offset":1})", R"("details":{"recover.epoch":)"},
      {R"({"epoch":"","offset":1})", R"("details":{"recover.epoch":)"},
      {R"({"epoch":"e"})", R"("details":{"recover.offset":)"},
      {R"({"epoch":"e","offset":-1})", R"("details":{"recover.offset":)"},
      {R"({"epoch":"e","offset":1.5})", R"("details":{"recover.offset":)"},
      {R"({"epoch":"e","offset":"1"})", R"("details":{"recover.offset":)"},
      {R"({"epoch":"e","offset":1,"run":"7"})", R"("details":{"recover.run":)"},
      {R"({"epoch":"e","offset":1,"run":-7})", R"("details":{"recover.run":)"}};
  for (const auto& [recover, details] : mistakes) {
    EXPECT_THAT(
        Say(absl::StrCat(R"(["1","1","room:a","phx_join",{"recover":)", recover, "}]")),
        ElementsAre(AllOf(HasSubstr(R"("reason":"invalid_argument")"), HasSubstr(details))));
  }
  EXPECT_THAT(upstream_.calls, IsEmpty());
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

TEST_F(SocketTest, CountsMessagesThatWaitForAJoin) {
  const std::string large(10'000, 'x');
  Say(R"(["1","1","room:a","phx_join",{}])");
  const std::int64_t joining = transport_.held();
  Say(absl::StrCat(R"(["1","2","room:a","echo",{"x":")", large, "\"}]"));
  EXPECT_GE(transport_.held(), joining + 10'000);
  // The ref that a client chooses counts as much.
  Say(absl::StrCat(R"(["1",")", large, R"(","room:a","echo",{}])"));
  EXPECT_GE(transport_.held(), joining + 20'000);
  upstream_.calls[0]->Answer(absl::OkStatus());
  EXPECT_GE(transport_.held(), 20'000);
  upstream_.calls[1]->Answer(absl::OkStatus());
  upstream_.calls[2]->Answer(absl::OkStatus());
  EXPECT_EQ(transport_.held(), 0);
}

TEST_F(SocketTest, CountsCallsThatRunUntilTheirChannelIsLeft) {
  Join("1", "room:a");
  Say(absl::StrCat(R"(["1","2","room:a","echo",{"x":")", std::string(10'000, 'x'), "\"}]"));
  EXPECT_GE(transport_.held(), 10'000);
  Say(R"(["1","3","room:a","phx_leave",{}])");
  EXPECT_EQ(transport_.held(), 0);
}

TEST_F(SocketTest, CountsTheNamesThatAClientMakesUp) {
  const std::string ref = absl::StrCat("\"", std::string(10'000, '1'), "\"");
  Say(absl::StrCat("[", ref, ",", ref, R"(,"room:a","phx_join",{}])"));
  upstream_.calls.back()->Answer(absl::OkStatus());
  EXPECT_GE(transport_.held(), 10'000);
  socket_->OnDisconnected();
  EXPECT_EQ(transport_.held(), 0);
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

TEST_F(SocketTest, CountsBytesForItsUser) {
  limits_.rates.user.bytes = {.per_second = 1'000, .burst = 1'000};
  UserRegistry users(limits_.rates);
  FakeTransport transport;
  const auto socket =
      MakeSocket(transport, {.identity = {.user_id = "ann"}, .connection = *users.Connect("ann")});
  EXPECT_EQ(socket->OnBytes(1'000, 1), 0);
  EXPECT_EQ(socket->OnBytes(1'000, 1), 1'000'000'000);
}

}  // namespace
}  // namespace lossy::edge
