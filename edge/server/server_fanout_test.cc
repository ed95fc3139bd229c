#include "absl/strings/str_cat.h"
#include "edge/server/test_client.h"
#include "edge/server/test_server.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::StartsWith;

// With so many threads.
class ServerFanoutTest : public testing::TestWithParam<int> {
 protected:
  static void Join(TestClient& client, const std::string& room) {
    client.Send(UpgradeRequest());
    EXPECT_THAT(client.ReadResponse(), StartsWith("HTTP/1.1 101 "));
    client.SendText(absl::StrCat(R"(["1","1","room:)", room, R"(","phx_join",{}])"));
    EXPECT_THAT(client.ReadText(), testing::HasSubstr(R"("phx_reply",{"status":"ok")"));
  }

  static std::string Pushed(const std::string& text) {
    return absl::StrCat(R"([null,null,"room:a","new_msg",{"x":")", text, "\"}]");
  }

  // Publishes until one client is cut for not reading; the others read all of it. Answers the text.
  static std::string PublishUntilOneIsCut(TestServer& server,
                                          const std::vector<TestClient*>& readers) {
    const std::string text(100 << 10, 'x');
    // Bytes that the kernel takes for a socket are not counted; they are some megabytes.
    for (int sent = 0; server.metrics().clients.slow.Value() == 0 && sent < 1000; ++sent) {
      server.services().Publish("a", text);
      for (TestClient* reader : readers) EXPECT_TRUE(reader->ReadText() == Pushed(text));
    }
    EXPECT_EQ(server.metrics().clients.slow.Value(), 1);
    return text;
  }
};

TEST_P(ServerFanoutTest, SendsAMessageToEveryClientOfTheRoomOnceAndInOrder) {
  constexpr int kClients = 40, kMessages = 100;
  TestServer server(GetParam());
  std::vector<std::unique_ptr<TestClient>> clients;
  for (int i = 0; i < kClients; ++i) {
    clients.push_back(std::make_unique<TestClient>(server.port()));
    Join(*clients.back(), i % 4 == 0 ? "b" : "a");
  }
  for (int i = 0; i < kMessages; ++i) server.services().Publish("a", absl::StrCat(i));
  server.services().Publish("b", "end");
  for (int i = 0; i < kClients; ++i) {
    if (i % 4 == 0) {
      EXPECT_THAT(clients[i]->ReadText(), testing::HasSubstr("end"));
      continue;
    }
    for (int k = 0; k < kMessages; ++k) EXPECT_EQ(clients[i]->ReadText(), Pushed(absl::StrCat(k)));
  }
  EXPECT_EQ(server.metrics().pubsub.deliveries.Value(),
            kClients * 3 / 4 * kMessages + kClients / 4);
}

TEST_P(ServerFanoutTest, SendsAClientItsOwnMessageBeforeTheReply) {
  TestServer server(GetParam());
  TestClient one(server.port()), two(server.port());
  Join(one, "a");
  Join(two, "a");
  one.SendText(R"(["1","2","room:a","new_msg",{"x":"hi"}])");
  const std::string pushed = R"([null,null,"room:a","new_msg",{"room":"a","t":0,"s":0,"x":"hi"}])";
  EXPECT_EQ(two.ReadText(), pushed);
  EXPECT_EQ(one.ReadText(), pushed);
  EXPECT_THAT(one.ReadText(), StartsWith(R"(["1","2","room:a","phx_reply",{"status":"ok")"));
}

TEST_P(ServerFanoutTest, SendsNothingToClientsThatLeft) {
  TestServer server(GetParam());
  TestClient leaver(server.port()), stayer(server.port());
  Join(leaver, "a");
  Join(stayer, "a");
  leaver.SendText(R"(["1","2","room:a","phx_leave",{}])");
  EXPECT_THAT(leaver.ReadText(), testing::HasSubstr("phx_reply"));
  EXPECT_THAT(leaver.ReadText(), testing::HasSubstr("phx_close"));
  server.services().Publish("a", "1");
  EXPECT_EQ(stayer.ReadText(), Pushed("1"));
  leaver.SendText(R"([null,"3","phoenix","heartbeat",{}])");
  EXPECT_THAT(leaver.ReadText(), testing::HasSubstr(R"("3","phoenix","phx_reply")"));
}

TEST_P(ServerFanoutTest, AsksASlowClientToReconnect) {
  ServerLimits limits;
  limits.connection.max_outbox_bytes = 256 << 10;
  TestServer server(GetParam(), limits);
  TestClient stopped(server.port(), /*receive_buffer=*/4096);
  TestClient good(server.port()), other(server.port());
  for (TestClient* client : {&stopped, &good, &other}) Join(*client, "a");
  const std::string text = PublishUntilOneIsCut(server, {&good, &other});
  server.services().Publish("a", "after");
  EXPECT_EQ(good.ReadText(), Pushed("after"));
  EXPECT_EQ(other.ReadText(), Pushed("after"));
  // The bytes that the kernel had taken come first, whole.
  absl::optional<TestClient::Received> frame = stopped.ReadFrame();
  while (frame && frame->opcode == Opcode::kText) {
    ASSERT_TRUE(frame->payload == Pushed(text));
    frame = stopped.ReadFrame();
  }
  ASSERT_TRUE(frame.has_value());
  EXPECT_EQ(frame->opcode, Opcode::kClose);
  EXPECT_EQ(frame->payload, "\x03\xf5too slow");
  EXPECT_TRUE(stopped.AtEnd());
}

TEST_P(ServerFanoutTest, CutsAClientThatNeverReads) {
  ServerLimits limits{.second = absl::Milliseconds(5)};
  limits.connection.max_outbox_bytes = 256 << 10;
  limits.connection.idle_seconds = 1'000'000;
  limits.connection.ping_seconds = 0;
  TestServer server(GetParam(), limits);
  TestClient stopped(server.port(), /*receive_buffer=*/4096);
  TestClient good(server.port());
  for (TestClient* client : {&stopped, &good}) Join(*client, "a");
  PublishUntilOneIsCut(server, {&good});
  EXPECT_TRUE(server.AwaitConnections(1));
  server.services().Publish("a", "after");
  EXPECT_EQ(good.ReadText(), Pushed("after"));
}

TEST_P(ServerFanoutTest, FinishesOpenAnswersForASlowReader) {
  ServerLimits limits;
  limits.connection.max_outbox_bytes = 64 << 20;
  TestServer server(GetParam(), limits);
  TestClient client(server.port(), /*receive_buffer=*/4096);
  Join(client, "a");
  constexpr int kMessages = 100;
  for (int i = 0; i < kMessages; ++i) {
    server.services().Publish("a", absl::StrCat(i, std::string(100 << 10, 'x')));
  }
  for (int i = 0; i < kMessages; ++i) {
    ASSERT_EQ(client.ReadText(), Pushed(absl::StrCat(i, std::string(100 << 10, 'x'))));
  }
}

INSTANTIATE_TEST_SUITE_P(Threads, ServerFanoutTest, testing::Values(1, 2));

}  // namespace
}  // namespace lossy::edge
