#include "absl/strings/str_cat.h"
#include "edge/server/test_client.h"
#include "edge/server/test_server.h"
#include "edge/websocket/deflate.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::StartsWith;

constexpr char kJoin[] = R"(["1","1","room:a","phx_join",{}])";
constexpr char kJoined[] =
    R"(["1","1","room:a","phx_reply",{"status":"ok","response":{"room":"a"}}])";

std::string Echo(int ref, absl::string_view text) {
  return absl::StrCat("[\"1\",\"", ref, "\",\"room:a\",\"echo\",{\"x\":\"", text, "\"}]");
}
std::string Echoed(int ref, absl::string_view text) {
  return absl::StrCat("[\"1\",\"", ref,
                      R"(","room:a","phx_reply",{"status":"ok","response":{"room":"a","t":0,)",
                      R"("s":0,"x":")", text, "\"}}]");
}

class ServerSocketTest : public testing::Test {
 protected:
  static ServerLimits Limits() {
    ServerLimits limits;
    limits.connection.max_message_bytes = 2 << 20;
    return limits;
  }

  void Join(TestClient& client) {
    client.Send(UpgradeRequest());
    EXPECT_THAT(client.ReadResponse(), StartsWith("HTTP/1.1 101 "));
    client.SendText(kJoin);
    EXPECT_EQ(client.ReadText(), kJoined);
  }

  TestServer server_{/*threads=*/1, Limits()};
};

TEST_F(ServerSocketTest, JoinsAndEchoes) {
  TestClient client(server_.port());
  Join(client);
  client.SendText(Echo(2, "hi"));
  EXPECT_EQ(client.ReadText(), Echoed(2, "hi"));
}

TEST_F(ServerSocketTest, ReadsFramesThatCameBehindTheUpgrade) {
  TestClient client(server_.port());
  client.Send(UpgradeRequest() + ClientFrame(Opcode::kText, kJoin) +
              ClientFrame(Opcode::kText, Echo(2, "early")));
  EXPECT_THAT(client.ReadResponse(), StartsWith("HTTP/1.1 101 "));
  EXPECT_EQ(client.ReadText(), kJoined);
  EXPECT_EQ(client.ReadText(), Echoed(2, "early"));
}

TEST_F(ServerSocketTest, ReadsBytesInAnyPieces) {
  for (std::size_t size : {1, 3, 64, 500}) {
    TestClient client(server_.port());
    client.SendInPieces(UpgradeRequest() + ClientFrame(Opcode::kText, kJoin) +
                            ClientFrame(Opcode::kText, Echo(2, std::string(300, 'x'))),
                        size);
    EXPECT_THAT(client.ReadResponse(), StartsWith("HTTP/1.1 101 "));
    EXPECT_EQ(client.ReadText(), kJoined);
    EXPECT_EQ(client.ReadText(), Echoed(2, std::string(300, 'x')));
  }
}

TEST_F(ServerSocketTest, AnswersManyFramesThatComeTogetherInOrder) {
  TestClient client(server_.port());
  Join(client);
  std::string frames;
  for (int i = 0; i < 200; ++i) frames += ClientFrame(Opcode::kText, Echo(i, "x"));
  client.Send(frames);
  for (int i = 0; i < 200; ++i) EXPECT_EQ(client.ReadText(), Echoed(i, "x"));
}

TEST_F(ServerSocketTest, CarriesLargeMessagesBothWays) {
  TestClient client(server_.port());
  Join(client);
  for (const std::size_t size : {125, 126, 65'535, 65'536, 300'000, 2'000'000}) {
    const std::string text(size, 'x');
    client.SendText(Echo(2, text));
    EXPECT_EQ(client.ReadText(), Echoed(2, text)) << size;
  }
}

TEST_F(ServerSocketTest, JoinsFragmentsWithPingsBetweenThem) {
  TestClient client(server_.port());
  Join(client);
  const std::string text = Echo(2, "in pieces");
  client.Send(ClientFrame(Opcode::kText, text.substr(0, 10), /*final=*/false) +
              ClientFrame(Opcode::kPing, "p") +
              ClientFrame(Opcode::kContinuation, "", /*final=*/false) +
              ClientFrame(Opcode::kContinuation, text.substr(10)));
  const auto pong = client.ReadFrame();
  ASSERT_TRUE(pong.has_value());
  EXPECT_EQ(pong->opcode, Opcode::kPong);
  EXPECT_EQ(client.ReadText(), Echoed(2, "in pieces"));
}

TEST_F(ServerSocketTest, AnswersPingsAndIgnoresPongs) {
  TestClient client(server_.port());
  Join(client);
  const std::string payload(125, 'p');
  client.Send(ClientFrame(Opcode::kPong, "unasked") + ClientFrame(Opcode::kPing, payload));
  const auto pong = client.ReadFrame();
  ASSERT_TRUE(pong.has_value());
  EXPECT_EQ(pong->opcode, Opcode::kPong);
  EXPECT_EQ(pong->payload, payload);
}

TEST_F(ServerSocketTest, AnswersACloseAndIgnoresLaterFrames) {
  TestClient client(server_.port());
  Join(client);
  client.Send(ClientFrame(Opcode::kClose, "\x03\xe8 bye") +
              ClientFrame(Opcode::kText, Echo(2, "x")));
  EXPECT_EQ(client.ReadCloseCode(), 1000);
  EXPECT_TRUE(client.AtEnd());
  TestClient silent(server_.port());
  Join(silent);
  silent.Send(ClientFrame(Opcode::kClose, ""));
  EXPECT_EQ(silent.ReadCloseCode(), 0);
  EXPECT_TRUE(silent.AtEnd());
}

std::string Unmasked() {
  std::string frame = ClientFrame(Opcode::kText, kJoin);
  frame[1] = static_cast<char>(frame[1] & 0x7f);
  return frame;
}

std::string WithFirstByte(int byte) {
  std::string frame = ClientFrame(Opcode::kText, kJoin);
  frame[0] = static_cast<char>(byte);
  return frame;
}

struct BadFrame {
  const char* what;
  std::string bytes;
  int code;
};

TEST_F(ServerSocketTest, ClosesWithTheCodeOfTheProblem) {
  const std::string too_long = ClientFrame(Opcode::kText, std::string((2 << 20) + 1, 'x'));
  const BadFrame kCases[] = {
      {"no mask", Unmasked(), 1002},
      {"a reserved bit", WithFirstByte(0xc1), 1002},
      {"an unknown opcode", WithFirstByte(0x83), 1002},
      {"nothing to continue", WithFirstByte(0x80), 1002},
      {"a long ping", ClientFrame(Opcode::kPing, std::string(126, 'p')), 1002},
      {"half a code", ClientFrame(Opcode::kClose, "\x03"), 1002},
      {"a code nobody may send", ClientFrame(Opcode::kClose, absl::string_view("\x03\xed", 2)),
       1002},
      {"no UTF-8", ClientFrame(Opcode::kText, "\xff"), 1007},
      {"a reason that is not UTF-8", ClientFrame(Opcode::kClose, "\x03\xe8\xff"), 1007},
      {"too much", too_long.substr(0, 14), 1009},
      {"too much in fragments",
       ClientFrame(Opcode::kText, std::string(2 << 20, 'x'), /*final=*/false) +
           ClientFrame(Opcode::kContinuation, "x"),
       1009},
      {"no Phoenix message", ClientFrame(Opcode::kText, "{}"), 1011},
      {"nothing", ClientFrame(Opcode::kText, ""), 1011},
      {"a malformed payload", ClientFrame(Opcode::kText, R"(["1","2","room:a","echo",{]])"), 1011},
      {"a binary", ClientFrame(Opcode::kBinary, absl::string_view("\x01", 1)), 1011},
  };
  for (const BadFrame& bad : kCases) {
    TestClient client(server_.port());
    Join(client);
    client.Send(bad.bytes + ClientFrame(Opcode::kText, Echo(2, "x")));
    EXPECT_EQ(client.ReadCloseCode(), bad.code) << bad.what;
    EXPECT_TRUE(client.AtEnd()) << bad.what;
  }
  EXPECT_TRUE(server_.AwaitConnections(0));
}

TEST_F(ServerSocketTest, CancelsUpstreamWhenTheClientDisconnects) {
  for (int i = 0; i < 3; ++i) {
    TestClient client(server_.port());
    Join(client);
    client.SendText(Echo(2, "wait"));
    server_.services().waiting().Await(i + 1);
    if (i == 0) client.Reset();
    if (i == 1) client.Send(ClientFrame(Opcode::kClose, ""));
    if (i == 2) client.Send(Unmasked());
    EXPECT_EQ(server_.services().cancelled().Await(i + 1).size(), i + 1);
  }
}

std::string Compressed(Deflate& deflate, const std::string& text) {
  std::string frame =
      ClientFrame(Opcode::kText, deflate.Encode(MessageKind::kText, {{text}})->payload());
  frame[0] = static_cast<char>(frame[0] | 0x40);
  return frame;
}

std::string DeflateRequest() {
  std::string request = UpgradeRequest();
  request.insert(request.size() - 2, "Sec-WebSocket-Extensions: permessage-deflate\r\n");
  return request;
}

TEST(ServerDeflateTest, CompressesLargeMessages_ForAClientThatAgreed) {
  TestServer server(/*threads=*/1);
  TestClient client(server.port());
  client.Send(DeflateRequest());
  EXPECT_THAT(client.ReadResponse(), testing::HasSubstr("sec-websocket-extensions"));
  Deflate deflate;
  client.Send(Compressed(deflate, kJoin));
  const absl::optional<TestClient::Received> small = client.ReadFrame();
  ASSERT_TRUE(small.has_value());
  EXPECT_FALSE(small->compressed);
  const std::string text(10'000, 'x');
  client.Send(Compressed(deflate, Echo(2, text)));
  const absl::optional<TestClient::Received> large = client.ReadFrame();
  ASSERT_TRUE(large.has_value());
  EXPECT_TRUE(large->compressed);
  EXPECT_LT(large->payload.size(), 1000u);
  absl::string_view inflated;
  ASSERT_EQ(deflate.Inflate(large->payload, 1 << 20, &inflated), Deflate::Result::kDone);
  EXPECT_THAT(std::string(inflated), testing::HasSubstr(text));
}

TEST(ServerDeflateTest, ClosesAfterABombOrUnagreedCompression) {
  ServerLimits limits;
  limits.connection.max_message_bytes = 1000;
  TestServer server(/*threads=*/1, limits);
  Deflate deflate;
  for (const bool agreed : {true, false}) {
    TestClient client(server.port());
    client.Send(agreed ? DeflateRequest() : UpgradeRequest());
    client.ReadResponse();
    client.Send(Compressed(deflate, std::string(100'000, '[')));
    EXPECT_EQ(client.ReadCloseCode(), agreed ? 1009 : 1002);
  }
}

}  // namespace
}  // namespace lossy::edge
