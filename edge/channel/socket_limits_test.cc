#include "absl/strings/str_cat.h"
#include "edge/channel/socket_fixture.h"
#include "edge/limits/user_registry.h"
#include "gmock/gmock.h"

namespace lossy::edge {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

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
  for (const auto& socket : sockets) Receive(*socket, R"([null,"1","room:a","echo",{}])");
  EXPECT_THAT(transports[0].sent, ElementsAre(HasSubstr("unmatched topic")));
  EXPECT_THAT(transports[1].sent, ElementsAre(HasSubstr("rate_limited")));
}

TEST_F(SocketTest, LimitsTheTopicsOnWhichAUserIsPresent) {
  limits_.rates.max_user_presence_topics = 1;
  UserRegistry users(limits_.rates);
  FakeTransport transport;
  const auto socket =
      MakeSocket(transport, {.identity = {.user_id = "ann"}, .connection = *users.Connect("ann")});
  Receive(*socket, R"(["1","1","presence:a","phx_join",{}])");
  Receive(*socket, R"(["2","2","presence:b","phx_join",{}])");
  ASSERT_THAT(upstream_.calls.size(), 1);
  EXPECT_THAT(transport.sent,
              ElementsAre(AllOf(HasSubstr(R"(["2","2","presence:b","phx_reply")"),
                                HasSubstr("a user may be present on 1 topics at once"),
                                HasSubstr(R"("reason":"rate_limited")"))));
  Receive(*socket, R"(["3","3","room:a","phx_join",{}])");
  Receive(*socket, R"(["1","4","presence:a","phx_leave",{}])");
  Receive(*socket, R"(["5","5","presence:b","phx_join",{}])");
  EXPECT_THAT(upstream_.calls.size(), 3);
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
