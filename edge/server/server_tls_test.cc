#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/live/live_objects.h"
#include "base/testing/eventually.h"
#include "base/testing/test_authority.h"
#include "base/time/fake_clock.h"
#include "edge/server/test_client.h"
#include "edge/server/test_server.h"
#include "edge/tls/openssl_peer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr char kHeartbeat[] = R"([null,"1","phoenix","heartbeat",{}])";
constexpr char kBeat[] = R"([null,"1","phoenix","phx_reply")";

ServerLimits FastLimits() {
  ServerLimits limits{.second = absl::Milliseconds(5)};
  limits.connection.idle_seconds = 1'000'000;
  limits.connection.handshake_seconds = 1'000'000;
  limits.connection.ping_seconds = 0;
  limits.tls.handshake_seconds = 1'000'000;
  return limits;
}

// A server with TLS, and clients of OpenSSL that trust its authority.
class ServerTlsTest : public testing::Test {
 protected:
  ServerTlsTest() { SSL_CTX_set_options(context_.get(), SSL_OP_IGNORE_UNEXPECTED_EOF); }

  std::unique_ptr<TestServer> Start(const ServerLimits& limits = FastLimits(), int threads = 1,
                                    const char* proxy_protocol_from = "") {
    return std::make_unique<TestServer>(threads, limits, proxy_protocol_from, "", RateLimits{},
                                        TestServerTls{.contexts = &contexts_});
  }

  // Returns a client's session that offers only `version`; 0: all versions.
  SSL* Session(int version = 0, const char* name = "localhost") {
    SSL* const session = SSL_new(context_.get());
    if (version != 0) {
      // Level 0 permits the old versions.
      SSL_set_security_level(session, 0);
      SSL_set_min_proto_version(session, version);
      SSL_set_max_proto_version(session, version);
    }
    SSL_set_tlsext_host_name(session, name);
    return session;
  }

  static void Open(TestClient& client) {
    ASSERT_TRUE(client.connected());
    client.Send(UpgradeRequest());
    EXPECT_THAT(client.ReadResponse(), StartsWith("HTTP/1.1 101 "));
  }
  static void Beat(TestClient& client) {
    client.SendText(kHeartbeat);
    EXPECT_THAT(client.ReadText(), StartsWith(kBeat));
  }
  static void Join(TestClient& client) {
    Open(client);
    client.SendText(R"(["1","1","room:a","phx_join",{}])");
    EXPECT_THAT(client.ReadText(), HasSubstr(R"("phx_reply",{"status":"ok")"));
  }

  // Returns true once a metric of the server's registry has a positive value with this label.
  static bool AwaitCount(TestServer& server, const char* name, const char* label) {
    return base::Eventually([&] {
      for (const prometheus::MetricFamily& family : server.registry().Collect()) {
        if (family.name != name) continue;
        for (const prometheus::ClientMetric& metric : family.metric) {
          for (const prometheus::ClientMetric::Label& each : metric.label) {
            if (each.value == label && metric.counter.value > 0) return true;
          }
        }
      }
      return false;
    });
  }
  static bool AwaitFailure(TestServer& server, const char* reason) {
    return AwaitCount(server, "lossy_edge_tls_handshakes_failed_total", reason);
  }

  std::shared_ptr<const TlsContexts> Contexts(const char* name,
                                              TlsVersion min_version = TlsVersion::k12) {
    return MakeContexts(
        authority_.Issue({.names = {absl::StrCat("DNS:", name)}, .common_name = name}), tickets_,
        min_version);
  }

  const base::TestAuthority authority_;
  base::FakeClock clock_;
  TicketKeys tickets_{clock_};
  CurrentTlsContexts contexts_{Contexts("localhost")};
  const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context_{SSL_CTX_new(TLS_client_method()),
                                                              SSL_CTX_free};
};

std::string NameOf(SSL* session) {
  char name[100] = {};
  X509_NAME_get_text_by_NID(X509_get_subject_name(SSL_get0_peer_certificate(session)),
                            NID_commonName, name, sizeof name);
  return name;
}

TEST_F(ServerTlsTest, ServesSocketsOfBothVersions) {
  const auto server = Start();
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TestClient client(server->port(), Session(version));
    Join(client);
    EXPECT_EQ(SSL_version(client.session()), version);
    Beat(client);
  }
  EXPECT_TRUE(AwaitCount(*server, "lossy_edge_tls_handshakes_total", "1.2"));
  EXPECT_TRUE(AwaitCount(*server, "lossy_edge_tls_handshakes_total", "1.3"));
}

TEST_F(ServerTlsTest, RefusesOldVersions) {
  const auto server = Start();
  EXPECT_FALSE(TestClient(server->port(), Session(TLS1_1_VERSION)).connected());
  EXPECT_TRUE(AwaitFailure(*server, "version"));
  contexts_.Set(Contexts("localhost", TlsVersion::k13));
  EXPECT_FALSE(TestClient(server->port(), Session(TLS1_2_VERSION)).connected());
  EXPECT_TRUE(TestClient(server->port(), Session(TLS1_3_VERSION)).connected());
}

TEST_F(ServerTlsTest, SelectsHttp11ByAlpnAndRefusesOtherProtocols) {
  const auto server = Start();
  SSL* const session = Session();
  constexpr unsigned char kBoth[] = "\x02h2\x08http/1.1";
  SSL_set_alpn_protos(session, kBoth, sizeof kBoth - 1);
  TestClient client(server->port(), session);
  ASSERT_TRUE(client.connected());
  const unsigned char* selected = nullptr;
  unsigned int size = 0;
  SSL_get0_alpn_selected(session, &selected, &size);
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(selected), size), "http/1.1");

  SSL* const other = Session();
  SSL_set_alpn_protos(other, kBoth, 3);
  EXPECT_FALSE(TestClient(server->port(), other).connected());
  EXPECT_TRUE(AwaitFailure(*server, "alpn"));
}

TEST_F(ServerTlsTest, SelectsTheCertificateByName) {
  base::CertificateSet set;
  for (const char* name : {"localhost", "*.example.org", "edge.example.org"}) {
    const auto issued =
        authority_.Issue({.names = {absl::StrCat("DNS:", name)}, .common_name = name});
    set.certificates.push_back({.paths = {.certificate = "a.crt", .key = "a.key"},
                                .chain_pem = issued.certificate,
                                .key_pem = issued.key,
                                .names = {name},
                                .not_after = {}});
  }
  contexts_.Set(*TlsContexts::Make(set, TlsVersion::k12, tickets_));
  const auto server = Start();
  for (const auto& [asked, expected] :
       std::vector<std::pair<const char*, const char*>>{{"localhost", "localhost"},
                                                        {"Edge.Example.org", "edge.example.org"},
                                                        {"other.example.org", "*.example.org"},
                                                        {"a.b.example.org", "localhost"},
                                                        {"example.org", "localhost"},
                                                        {"unknown.test", "localhost"}}) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
      TestClient client(server->port(), Session(version, asked));
      ASSERT_TRUE(client.connected());
      EXPECT_EQ(NameOf(client.session()), expected) << asked;
    }
  }
}

TEST_F(ServerTlsTest, CarriesLargeAndSmallMessagesBothWays) {
  const auto server = Start();
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TestClient client(server->port(), Session(version));
    Join(client);
    for (const std::size_t size : {0, 1, 16'000, 16'384, 70'000, 2'000'000}) {
      const std::string text(size, 'x');
      client.SendText(absl::StrCat(R"(["1","2","room:a","new_msg",{"x":")", text, R"("}])"));
      EXPECT_THAT(client.ReadText(), HasSubstr(absl::StrCat("\"", text, "\"")));
      EXPECT_THAT(client.ReadText(), HasSubstr("phx_reply"));
    }
    std::string many;
    for (int i = 0; i < 500; ++i) many += ClientFrame(Opcode::kText, kHeartbeat);
    client.SendInPieces(many, 1000);
    for (int i = 0; i < 500; ++i) EXPECT_THAT(client.ReadText(), StartsWith(kBeat));
  }
}

TEST_F(ServerTlsTest, SendsAMessageToEveryClientOnceAndInOrder) {
  constexpr int kClients = 20, kMessages = 100;
  const auto server = Start(FastLimits(), /*threads=*/2);
  std::vector<std::unique_ptr<TestClient>> clients;
  for (int i = 0; i < kClients; ++i) {
    const int version = i % 2 == 0 ? TLS1_2_VERSION : TLS1_3_VERSION;
    clients.push_back(std::make_unique<TestClient>(server->port(), Session(version)));
    Join(*clients.back());
  }
  for (int i = 0; i < kMessages; ++i) server->services().Publish("a", absl::StrCat(i));
  for (const auto& client : clients) {
    for (int i = 0; i < kMessages; ++i) {
      EXPECT_EQ(client->ReadText(),
                absl::StrCat(R"([null,null,"room:a","new_msg",{"x":")", i, "\"}]"));
    }
  }
}

TEST_F(ServerTlsTest, ServesPagesOnKeptConnections) {
  const auto server = Start();
  TestClient client(server->port(), Session());
  for (int i = 0; i < 3; ++i) {
    client.Send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_THAT(client.ReadResponse(), StartsWith("HTTP/1.1 200 "));
  }
  client.Send("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(client.ReadResponse(), StartsWith("HTTP/1.1 200 "));
  EXPECT_TRUE(client.AtEnd());
  EXPECT_TRUE(client.received_close_notify());
}

TEST_F(ServerTlsTest, AnswersHttpWithoutTls) {
  const auto server = Start();
  TestClient client(server->port());
  client.Send("GET /socket/websocket HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const std::string response = client.ReadResponse();
  EXPECT_THAT(response, StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(response, HasSubstr("https://"));
  EXPECT_TRUE(client.AtEnd());
  EXPECT_TRUE(AwaitFailure(*server, "plain_http"));
}

TEST_F(ServerTlsTest, ClosesConnectionsThatSendGarbage) {
  const auto server = Start();
  for (const std::string& garbage :
       {std::string("\0\0\0\0", 4), std::string("\x16\x03\x01\xff\xff garbage", 13),
        std::string("\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00", 10) + std::string(100, 'x')}) {
    TestClient client(server->port());
    client.Send(garbage);
    client.ReadToEnd();
  }
  EXPECT_TRUE(AwaitFailure(*server, "no_tls"));
  EXPECT_TRUE(AwaitFailure(*server, "protocol"));
  EXPECT_TRUE(server->AwaitConnections(0));
}

TEST_F(ServerTlsTest, EndsHandshakesThatTakeTooLong) {
  ServerLimits limits = FastLimits();
  limits.tls.handshake_seconds = 20;
  const auto server = Start(limits);
  TestClient silent(server->port()), half(server->port());
  OpensslPeer peer({.authority = authority_.certificate()});
  half.Send(peer.Handshake());
  half.ReadToEnd();
  EXPECT_TRUE(silent.AtEnd());
  EXPECT_TRUE(AwaitFailure(*server, "timeout"));
  EXPECT_TRUE(server->AwaitConnections(0));
}

TEST_F(ServerTlsTest, KeepsNothingOfClientsThatVanishInTheirHandshake) {
  const auto server = Start();
  for (int i = 0; i < 20; ++i) {
    TestClient client(server->port());
    OpensslPeer peer({.authority = authority_.certificate()});
    const std::string hello = peer.Handshake();
    client.Send(absl::string_view(hello).substr(0, i % 2 == 0 ? hello.size() : hello.size() / 2));
    if (i % 4 == 0) client.Reset();
  }
  EXPECT_TRUE(server->AwaitConnections(0));
  EXPECT_TRUE(AwaitFailure(*server, "disconnected"));
  EXPECT_EQ(base::CountLive("TlsHandshake"), 0);
  EXPECT_EQ(base::CountLive("TlsStream"), 0);
  EXPECT_EQ(server->metrics().tls.running.Value(), 0);
}

TEST_F(ServerTlsTest, BoundsTheHandshakesAtOnce) {
  ServerLimits limits = FastLimits();
  limits.tls.max_handshakes = 1;
  const auto server = Start(limits);
  auto first = std::make_unique<TestClient>(server->port());
  OpensslPeer peer({.authority = authority_.certificate()});
  first->Send(peer.Handshake());
  ASSERT_TRUE(TestServer::AwaitValue(server->metrics().tls.running, 1));
  TestClient waits(server->port());
  OpensslPeer other({.authority = authority_.certificate()});
  waits.Send(other.Handshake());
  ASSERT_TRUE(server->AwaitConnections(2));
  EXPECT_EQ(server->metrics().tls.running.Value(), 1);
  first.reset();
  // The server's first flight shows that the second handshake runs.
  EXPECT_TRUE(waits.ReadSome());
}

TEST_F(ServerTlsTest, ReadsAProxyHeaderBeforeTheHandshake) {
  const auto server = Start(FastLimits(), /*threads=*/1, "127.0.0.0/8");
  TestClient without(server->port());
  OpensslPeer peer({.authority = authority_.certificate()});
  without.Send(peer.Handshake());
  EXPECT_THAT(without.ReadResponse(), HasSubstr("PROXY protocol header must come first"));

  TestClient client(server->port());
  client.Send("PROXY TCP4 192.0.2.7 192.0.2.8 1234 443\r\n");
  client.StartTls(Session());
  ASSERT_TRUE(client.connected());
  // Clients of a proxy need a token.
  client.Send(UpgradeRequest("&token=" + server->tokens().User("bob")));
  EXPECT_THAT(client.ReadResponse(), StartsWith("HTTP/1.1 101 "));
}

TEST_F(ServerTlsTest, ChangesCertificatesWithoutClosingConnections) {
  const auto server = Start();
  TestClient before(server->port(), Session());
  Join(before);
  EXPECT_EQ(NameOf(before.session()), "localhost");
  contexts_.Set(Contexts("changed"));
  TestClient after(server->port(), Session());
  Join(after);
  EXPECT_EQ(NameOf(after.session()), "changed");
  server->services().Publish("a", "both");
  EXPECT_THAT(before.ReadText(), HasSubstr("both"));
  EXPECT_THAT(after.ReadText(), HasSubstr("both"));
  Beat(before);
}

TEST_F(ServerTlsTest, ResumesSessionsAlsoAfterAChangeOfKeys) {
  const auto server = Start();
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TestClient first(server->port(), Session(version));
    Open(first);
    SSL_SESSION* const session = SSL_get1_session(first.session());
    clock_.Advance(TicketKeys::kPeriod);
    SSL* const again = Session(version);
    SSL_set_session(again, session);
    TestClient second(server->port(), again);
    Open(second);
    EXPECT_EQ(SSL_session_reused(again), 1);
    Beat(second);
    clock_.Advance(TicketKeys::kPeriod * 3);
    SSL* const late = Session(version);
    SSL_set_session(late, session);
    TestClient third(server->port(), late);
    Open(third);
    EXPECT_EQ(SSL_session_reused(late), 0);
    SSL_SESSION_free(session);
  }
  EXPECT_TRUE(AwaitCount(*server, "lossy_edge_tls_handshakes_total", "true"));
}

TEST_F(ServerTlsTest, DrainsWithCloseCodesAndCloseNotify) {
  const auto server = Start();
  TestClient socket(server->port(), Session()), kept(server->port(), Session());
  Join(socket);
  kept.Send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_THAT(kept.ReadResponse(), StartsWith("HTTP/1.1 200 "));
  std::thread drain([&] { server->Drain(absl::Seconds(30)); });
  EXPECT_EQ(socket.ReadCloseCode(), 1012);
  EXPECT_TRUE(socket.AtEnd());
  EXPECT_TRUE(socket.received_close_notify());
  socket.Reset();
  EXPECT_TRUE(kept.AtEnd());
  EXPECT_TRUE(kept.received_close_notify());
  drain.join();
}

TEST_F(ServerTlsTest, ClosesAfterTheClientsCloseNotify) {
  const auto server = Start();
  TestClient client(server->port(), Session());
  Join(client);
  client.SendCloseNotify();
  EXPECT_TRUE(server->AwaitConnections(0));
}

TEST_F(ServerTlsTest, CutsAClientThatDoesNotRead) {
  ServerLimits limits = FastLimits();
  limits.connection.max_outbox_bytes = 1 << 20;
  const auto server = Start(limits);
  TestClient slow(server->port(), Session()), reader(server->port(), Session());
  Join(slow);
  Join(reader);
  const std::string text(100 << 10, 'x');
  for (int sent = 0; server->metrics().clients.slow.Value() == 0 && sent < 1000; ++sent) {
    server->services().Publish("a", text);
    EXPECT_THAT(reader.ReadText(), HasSubstr(text));
  }
  EXPECT_EQ(server->metrics().clients.slow.Value(), 1);
  Beat(reader);
}

TEST_F(ServerTlsTest, HoldsNoBytesForIdleConnections) {
  const auto server = Start();
  TestClient client(server->port(), Session());
  Join(client);
  Beat(client);
  EXPECT_TRUE(TestServer::AwaitValue(server->metrics().clients.held_bytes, 0));
}

}  // namespace
}  // namespace lossy::edge
