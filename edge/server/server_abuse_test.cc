#include <random>

#include "absl/strings/str_cat.h"
#include "base/testing/eventually.h"
#include "edge/server/test_client.h"
#include "edge/server/test_server.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::AnyOf;
using testing::StartsWith;

constexpr char kJoin[] = R"(["1","1","room:a","phx_join",{}])";
constexpr char kEcho[] = R"(["1","2","room:a","echo",{"x":"hi"}])";
constexpr char kEchoed[] = R"(["1","2","room:a","phx_reply",{"status":"ok","response":{)";
constexpr char kPost[] =
    "POST /api/auth/extension_token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n";

std::string Text(absl::string_view text) { return ClientFrame(Opcode::kText, text); }

void Open(TestClient& client) {
  client.Send(UpgradeRequest());
  EXPECT_THAT(client.ReadResponse(), StartsWith("HTTP/1.1 101 "));
}

void Join(TestClient& client) {
  Open(client);
  client.SendText(kJoin);
  EXPECT_THAT(client.ReadText(), StartsWith(R"(["1","1","room:a","phx_reply",{"status":"ok")"));
}

void Echo(TestClient& client) {
  client.SendText(kEcho);
  EXPECT_THAT(client.ReadText(), StartsWith(kEchoed));
}

// Expects the server's close code, and then the end of the connection.
void ExpectClose(TestClient& client, int code) {
  EXPECT_EQ(client.ReadCloseCode(), code);
  EXPECT_TRUE(client.AtEnd());
}

void ExpectStatus(TestClient& client, int status) {
  EXPECT_THAT(client.ReadResponse(), StartsWith(absl::StrCat("HTTP/1.1 ", status, " ")));
  EXPECT_TRUE(client.AtEnd());
}

// The same in every run.
std::string Garbage(std::size_t size) {
  std::minstd_rand random(7);
  std::string garbage;
  while (garbage.size() < size) garbage.push_back(static_cast<char>(random() >> 8));
  return garbage;
}

// `header` and a length in eight bytes, then a mask.
std::string WithLength(std::uint64_t length) {
  std::string frame = "\x82\xff";
  for (int shift = 56; shift >= 0; shift -= 8) frame.push_back(static_cast<char>(length >> shift));
  return frame + "mask";
}

std::string Fragments(absl::string_view text, std::size_t size, absl::string_view between = "") {
  std::string frames = ClientFrame(Opcode::kText, text.substr(0, size), /*final=*/false);
  for (std::size_t at = size; at < text.size(); at += size) {
    const absl::string_view piece = text.substr(at, size);
    absl::StrAppend(&frames, between, ClientFrame(Opcode::kContinuation, piece, /*final=*/false));
  }
  return frames + ClientFrame(Opcode::kContinuation, "");
}

// One thing that no good client does. The connection ends afterwards.
struct Abuse {
  const char* name;
  void (*commit)(TestClient&);
};

const Abuse kAbuses[] = {
    {"Silence", [](TestClient&) {}},
    {"HalfARequest", [](TestClient& client) { client.Send(UpgradeRequest().substr(0, 60)); }},
    {"AHeadOneByteAtATime",
     [](TestClient& client) {
       client.SendInPieces(UpgradeRequest(), 1);
       EXPECT_THAT(client.ReadResponse(), StartsWith("HTTP/1.1 101 "));
     }},
    {"ManyHeaders",
     [](TestClient& client) {
       std::string request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n";
       for (int i = 0; i < 1500; ++i) request += "a: b\r\n";
       client.Send(request + "\r\n");
       EXPECT_THAT(client.ReadResponse(), StartsWith("HTTP/1.1 200 "));
     }},
    {"AHeadWithoutEnd",
     [](TestClient& client) {
       client.Send("GET / HTTP/1.1\r\nHost: localhost\r\n");
       for (int i = 0; i < 100'000 && client.Send("a: b\r\n"); ++i) {
       }
     }},
    {"ATargetThatIsTooLong",
     [](TestClient& client) {
       client.Send("GET /" + std::string(70'000, 'x'));
       ExpectStatus(client, 414);
     }},
    {"ABodyThatNeverComes", [](TestClient& client) { client.Send(kPost); }},
    {"ABodyThatIsTooLarge",
     [](TestClient& client) {
       client.Send(
           "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 18446744073709551615\r\n\r\n");
       ExpectStatus(client, 413);
     }},
    {"ALengthThatIsNone",
     [](TestClient& client) {
       client.Send(
           "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 18446744073709551616\r\n\r\n");
       ExpectStatus(client, 400);
     }},
    {"ChunksOfOneByte",
     [](TestClient& client) {
       client.Send(
           "POST /nowhere HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
       for (int i = 0; i < 1000; ++i) client.Send("1\r\nx\r\n");
       client.Send("0\r\n\r\n");
       EXPECT_THAT(client.ReadResponse(), StartsWith("HTTP/1.1 404 "));
     }},
    {"GarbageForARequest",
     [](TestClient& client) {
       client.Send("\x16" + Garbage(5000));
       client.ReadToEnd();
     }},
    {"ABlankLineInTheRequestLine",
     [](TestClient& client) {
       client.Send("GET / HT\r\n\r\n");
       ExpectStatus(client, 400);
     }},
    {"ManyRequestsThatNobodyReads",
     [](TestClient& client) {
       for (int i = 0; i < 1000; ++i)
         client.Send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
     }},
    {"AnUpgradeAndHalfAFrame",
     [](TestClient& client) { client.Send(UpgradeRequest() + Text(kJoin).substr(0, 20)); }},
    {"TwoUpgrades",
     [](TestClient& client) {
       client.Send(UpgradeRequest() + UpgradeRequest());
       EXPECT_THAT(client.ReadResponse(), StartsWith("HTTP/1.1 101 "));
       ExpectClose(client, 1002);
     }},
    {"ARequestWithinASocket",
     [](TestClient& client) {
       Join(client);
       client.Send(UpgradeRequest());
       ExpectClose(client, 1002);
     }},
    {"HalfAFrame",
     [](TestClient& client) {
       Join(client);
       client.Send(Text(kEcho).substr(0, 30));
     }},
    {"NoMask",
     [](TestClient& client) {
       Join(client);
       client.Send(absl::StrCat("\x81", "\x02", "{}"));
       ExpectClose(client, 1002);
     }},
    {"AMaskThatIsNotTheOne",
     [](TestClient& client) {
       Join(client);
       std::string frame = Text(std::string(50, 'x'));
       frame[2] = static_cast<char>(frame[2] ^ 0xff);
       client.Send(frame);
       ExpectClose(client, 1007);
     }},
    {"HugeLengths",
     [](TestClient& client) {
       Join(client);
       client.Send(WithLength(std::uint64_t{1} << 62));
       ExpectClose(client, 1009);
     }},
    {"AnImpossibleLength",
     [](TestClient& client) {
       Join(client);
       client.Send(WithLength(~std::uint64_t{0}));
       ExpectClose(client, 1002);
     }},
    {"TheLargestLengthAndNothing",
     [](TestClient& client) {
       Join(client);
       client.Send(WithLength(ConnectionLimits().max_message_bytes));
       client.Send("x");
     }},
    {"FramesBehindAClose",
     [](TestClient& client) {
       Join(client);
       std::string frames = ClientFrame(Opcode::kClose, "\x03\xe8");
       for (int i = 0; i < 100; ++i) frames += Text(kEcho);
       client.Send(frames + Garbage(1000));
       ExpectClose(client, 1000);
     }},
    {"GarbageForFrames",
     [](TestClient& client) {
       Join(client);
       client.Send(Garbage(5000));
       EXPECT_THAT(client.ReadCloseCode(), AnyOf(1002, 1007, 1009, 1011));
     }},
    {"ThousandsOfSmallFragments",
     [](TestClient& client) {
       Join(client);
       const std::string text = absl::StrCat(kEcho, std::string(5000, ' '));
       client.Send(Fragments(text, 1));
       EXPECT_THAT(client.ReadText(), StartsWith(kEchoed));
     }},
    {"FragmentsWithoutEnd",
     [](TestClient& client) {
       Join(client);
       std::string frames = ClientFrame(Opcode::kText, "[", /*final=*/false);
       for (int i = 0; i < 5000; ++i) {
         frames += ClientFrame(Opcode::kContinuation, "1", /*final=*/false);
       }
       client.Send(frames);
     }},
    {"ThousandsOfEmptyFragments",
     [](TestClient& client) {
       Join(client);
       std::string frames = ClientFrame(Opcode::kText, "", /*final=*/false);
       for (int i = 0; i < 5000; ++i) {
         frames += ClientFrame(Opcode::kContinuation, "", /*final=*/false);
       }
       client.Send(frames + ClientFrame(Opcode::kContinuation, kEcho));
       EXPECT_THAT(client.ReadText(), StartsWith(kEchoed));
     }},
    {"ControlFramesBetweenFragments",
     [](TestClient& client) {
       Join(client);
       const std::string between = ClientFrame(Opcode::kPing, "p") + ClientFrame(Opcode::kPong, "");
       client.Send(Fragments(kEcho, 1, between));
       for (std::size_t i = 1; i < sizeof kEcho - 1; ++i) {
         const absl::optional<TestClient::Received> pong = client.ReadFrame();
         ASSERT_TRUE(pong.has_value());
         ASSERT_EQ(pong->opcode, Opcode::kPong);
       }
       EXPECT_THAT(client.ReadText(), StartsWith(kEchoed));
     }},
    {"ACloseBetweenFragments",
     [](TestClient& client) {
       Join(client);
       client.Send(ClientFrame(Opcode::kText, kEcho, /*final=*/false) +
                   ClientFrame(Opcode::kClose, ""));
       ExpectClose(client, 0);
     }},
    {"AResetInARequest",
     [](TestClient& client) {
       client.Send(UpgradeRequest().substr(0, 60));
       client.Reset();
     }},
    {"AResetInABody",
     [](TestClient& client) {
       client.Send(absl::StrCat(kPost, "half of it"));
       client.Reset();
     }},
    {"AResetInAFrame",
     [](TestClient& client) {
       Join(client);
       client.Send(Text(kEcho).substr(0, 30));
       client.Reset();
     }},
    {"AResetBeforeTheAnswers",
     [](TestClient& client) {
       Join(client);
       for (int i = 0; i < 50; ++i) client.SendText(kEcho);
       client.Reset();
     }},
    {"MessagesThatAreNone",
     [](TestClient& client) {
       Join(client);
       client.SendText(std::string(1000, '['));
       ExpectClose(client, 1011);
     }},
};

ServerLimits Limits() {
  ServerLimits limits{.second = absl::Milliseconds(5)};
  limits.connection.idle_seconds = 1'000'000;
  limits.connection.handshake_seconds = 1'000'000;
  limits.connection.ping_seconds = 0;
  return limits;
}

class ServerAbuseTest : public testing::TestWithParam<Abuse> {};

TEST_P(ServerAbuseTest, HarmsNoOtherClientAndLeavesNothingBehind) {
  TestServer server(/*threads=*/1, Limits());
  TestClient good(server.port());
  Join(good);
  const int files = OpenFiles();
  for (int i = 0; i < 5; ++i) {
    TestClient bad(server.port());
    GetParam().commit(bad);
    Echo(good);
  }
  EXPECT_TRUE(server.AwaitConnections(1));
  EXPECT_EQ(OpenFiles(), files);
  TestClient next(server.port());
  Join(next);
  Echo(next);
}

INSTANTIATE_TEST_SUITE_P(Kinds, ServerAbuseTest, testing::ValuesIn(kAbuses),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(ServerPatienceTest, EndsForAVerySlowRequest) {
  ServerLimits limits = Limits();
  limits.connection.handshake_seconds = 20;
  TestServer server(/*threads=*/1, limits);
  for (const std::string& start :
       {std::string("GET / HTTP/1.1\r\nHost: localhost\r\nx: "), std::string(kPost)}) {
    TestClient client(server.port());
    client.Send(start);
    // Never silent, but never done either.
    EXPECT_TRUE(base::Eventually([&] { return !client.Send("x"); })) << start;
    EXPECT_TRUE(server.AwaitConnections(0)) << start;
  }
}

TEST(ServerPatienceTest, EndsForAFloodOfPingsWithUnreadAnswers) {
  ServerLimits limits = Limits();
  limits.connection.max_outbox_bytes = 64 << 10;
  TestServer server(/*threads=*/1, limits);
  TestClient good(server.port());
  Join(good);
  TestClient bad(server.port(), /*receive_buffer=*/4096);
  Open(bad);
  std::string pings;
  for (int i = 0; i < 1000; ++i) pings += ClientFrame(Opcode::kPing, std::string(125, 'p'));
  for (int i = 0; i < 1000 && server.metrics().clients.slow.Value() == 0; ++i) bad.Send(pings);
  EXPECT_TRUE(TestServer::AwaitValue(server.metrics().clients.slow, 1));
  Echo(good);
  bad.Reset();
  EXPECT_TRUE(server.AwaitConnections(1));
}

}  // namespace
}  // namespace lossy::edge
