#include "absl/strings/str_cat.h"
#include "edge/channel/socket_fixture.h"
#include "gmock/gmock.h"

namespace lossy::edge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST_F(SocketTest, RejectsInvalidPhoenixMessages) {
  for (const char* text : {"", "{}", "[]", "[1,2,3,4]", R"(["1","1","room:a","echo",{]])"}) {
    EXPECT_FALSE(Receive(*socket_, text)) << text;
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

}  // namespace
}  // namespace lossy::edge
