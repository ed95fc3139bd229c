#include "edge/channel/socket_fixture.h"
#include "gmock/gmock.h"

namespace lossy::edge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

constexpr char kJoin[] = R"(["1","1","room:a","phx_join",{"recover":true}])";

// A socket whose client reads server-sent events.
class EventStreamSocketTest : public SocketTest {
 protected:
  EventStreamSocketTest() { Connect(Serializer::kEventStream); }

  PublishedEvent Event(std::int64_t offset) {
    PublishedEvent event;
    event.topic = "room:a";
    event.name = "new_msg";
    event.position = {.epoch = "e", .offset = offset};
    event.payload.json = R"({"x":"hi"})";
    return event;
  }
};

TEST_F(EventStreamSocketTest, ReceivesTheAnswerToTheJoinWithItsPosition) {
  Say(kJoin);
  upstream_.calls.back()->Answer(absl::OkStatus());
  EXPECT_THAT(Sent(), ElementsAre("id: e:7\nevent: join\ndata: {\"room\":\"\",\"position\":"
                                  "{\"epoch\":\"e\",\"offset\":7},\"recovered\":false}\n\n"));
}

TEST_F(EventStreamSocketTest, ReceivesARefusalAsAnError) {
  Say(kJoin);
  upstream_.calls.back()->Answer(absl::PermissionDeniedError("not yours"));
  EXPECT_THAT(Sent(),
              ElementsAre(StartsWith("event: error\ndata: {\"reason\":\"forbidden\",\"message\"")));
  EXPECT_THAT(Say(R"(["1","1","street:a","phx_join",{}])"),
              ElementsAre(StartsWith("event: error\ndata: {\"reason\":\"unmatched topic\"")));
}

TEST_F(EventStreamSocketTest, SharesEachEventWithTheOtherReaders) {
  FakeTransport other_transport;
  const std::unique_ptr<Socket> other =
      MakeSocket(other_transport, {.serializer = Serializer::kEventStream,
                                   .identity = {.user_id = "ann", .device_id = "d"},
                                   .connection = nullptr});
  Say(kJoin);
  upstream_.calls.back()->Answer(absl::OkStatus());
  Receive(*other, kJoin);
  upstream_.calls.back()->Answer(absl::OkStatus());
  Sent();
  hub_.Publish(Event(8));
  EXPECT_THAT(Sent(), ElementsAre("id: e:8\nevent: new_msg\ndata: {\"x\":\"hi\",\"position\":"
                                  "{\"epoch\":\"e\",\"offset\":8}}\n\n"));
  EXPECT_EQ(transport_.messages.back(), other_transport.messages.back());
}

TEST_F(EventStreamSocketTest, ReceivesTheEndOfTheTopicAsAnError) {
  Say(kJoin);
  upstream_.calls.back()->Answer(absl::OkStatus());
  Sent();
  hub_.OnGap("room:a");
  EXPECT_THAT(Sent(), ElementsAre("event: error\ndata: {\"reason\":\"channel_crash\"}\n\n"));
}

TEST_F(EventStreamSocketTest, ReceivesPayloadsOnOneLine) {
  Say(kJoin);
  sample::v1::JoinRoomResponse response;
  response.set_room("a\nb\r\u2028\x7f");
  upstream_.calls.back()->Answer(absl::OkStatus(), response.SerializeAsString());
  const std::vector<std::string> sent = Sent();
  ASSERT_EQ(sent.size(), 1);
  const std::size_t data = sent[0].find("data: ");
  EXPECT_EQ(sent[0].find_first_of("\r\n", data), sent[0].size() - 2) << sent[0];
}

}  // namespace
}  // namespace lossy::edge
