#include "edge/channel/socket_fixture.h"
#include "gmock/gmock.h"

namespace lossy::edge {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

TEST_F(SocketTest, AnswersHeartbeatsDuringSlowCalls) {
  Say(R"(["1","1","room:a","phx_join",{}])");
  EXPECT_THAT(Say(R"(["9","7","phoenix","heartbeat",{}])"),
              ElementsAre(R"([null,"7","phoenix","phx_reply",{"status":"ok","response":{}}])"));
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

}  // namespace
}  // namespace lossy::edge
