#include "edge/server/tls_handshake_session.h"

#include <memory>
#include <string>

#include "base/testing/test_authority.h"
#include "base/time/fake_clock.h"
#include "edge/net/fake_stream_owner.h"
#include "edge/net/manual_executor.h"
#include "edge/tls/openssl_peer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "prometheus/registry.h"

namespace lossy::edge {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// Answers each byte of the input with `size` bytes. "c" closes after the answer.
class FakeHandler final : public HttpHandler {
 public:
  Outcome OnHttp(absl::string_view data, HttpState& state, TcpStream&, Responder&) override {
    client = state.client.ToString();
    Outcome outcome;
    outcome.consumed = 1;
    outcome.response = std::string(size, data.front());
    outcome.close = data.front() == 'c';
    return outcome;
  }
  std::string OverBudget() const override { return "over budget"; }

  std::size_t size = 1;
  std::string client;
};

class TlsHandshakeSessionTest : public testing::TestWithParam<int> {
 protected:
  TlsHandshakeSessionTest() {
    owner_.stream().Serve(acceptor_.MakeSession(owner_.stream(), IpAddress()));
  }

  // Passes bytes between the client and the server until neither sends more. Returns the content
  // that the client has received.
  std::string Exchange() {
    std::string content;
    for (int quiet = 0; quiet < 2;) {
      const std::string sent = client_.connected() ? client_.Sent() : client_.Handshake();
      if (!sent.empty()) owner_.Send(sent);
      owner_.Run();
      const std::string received = owner_.Received();
      client_.Receive(received);
      if (client_.connected()) content += client_.Read();
      quiet = sent.empty() && received.empty() ? quiet + 1 : 0;
    }
    return content;
  }

  const base::TestAuthority authority_;
  base::FakeClock clock_;
  TicketKeys tickets_{clock_};
  const CurrentTlsContexts contexts_{
      MakeContexts(authority_.Issue({.names = {"DNS:localhost"}}), tickets_)};
  const TlsLimits limits_{.handshake_seconds = 5};
  const TrustedProxies proxies_{.proxy_protocol_from = *IpNetworks::Parse("unix"),
                                .forwarded_from = {}};
  prometheus::Registry registry_;
  TlsMetrics metrics_{registry_};
  ManualExecutor executor_;
  FakeHandler handler_;
  TlsAcceptor acceptor_{
      {.contexts = contexts_, .limits = limits_, .proxies = proxies_, .metrics = metrics_},
      executor_,
      handler_};
  FakeStreamOwner owner_;
  OpensslPeer client_{{.version = GetParam(), .authority = authority_.certificate()}};
};

constexpr char kProxyHeader[] = "PROXY TCP4 192.0.2.7 192.0.2.8 1234 443\r\n";

TEST_P(TlsHandshakeSessionTest, ServesHttpAfterTheProxyHeaderAndTheHandshake) {
  owner_.Send(kProxyHeader);
  Exchange();
  ASSERT_TRUE(client_.connected());
  EXPECT_EQ(metrics_.running.Value(), 0);
  for (const std::size_t size : {1, 16'384, 200'000}) {
    handler_.size = size;
    client_.Write("a");
    EXPECT_EQ(Exchange(), std::string(size, 'a'));
  }
  EXPECT_EQ(handler_.client, "192.0.2.7");
  EXPECT_EQ(owner_.stream().held(), 0);
}

TEST_P(TlsHandshakeSessionTest, ReadsARequestThatFollowsTheHandshakeAtOnce) {
  owner_.Send(kProxyHeader + client_.Handshake());
  client_.Receive(owner_.Received());
  // With TLS 1.2, the client must wait for the server's last message.
  std::string last = client_.Handshake();
  if (client_.connected()) {
    client_.Write("a");
    last += client_.Sent();
    owner_.Send(last);
  } else {
    owner_.Send(last);
    client_.Receive(owner_.Received());
    client_.Handshake();
    client_.Write("a");
  }
  EXPECT_EQ(Exchange(), "a");
}

TEST_P(TlsHandshakeSessionTest, ReadsTheHandshakeByteByByte) {
  owner_.Send(kProxyHeader);
  for (int flight = 0; flight < 2; ++flight) {
    for (const char byte : client_.Handshake()) owner_.Send({&byte, 1});
    client_.Receive(owner_.Received());
  }
  client_.Handshake();
  client_.Write("abc");
  EXPECT_EQ(Exchange(), "abc");
}

TEST_P(TlsHandshakeSessionTest, SendsCloseNotifyBeforeItCloses) {
  owner_.Send(kProxyHeader);
  Exchange();
  client_.Write("c");
  EXPECT_EQ(Exchange(), "c");
  EXPECT_TRUE(client_.peer_closed());
  owner_.Received();
  EXPECT_TRUE(owner_.ended);
}

TEST_P(TlsHandshakeSessionTest, EndsWithTheClientsCloseNotify) {
  owner_.Send(kProxyHeader);
  Exchange();
  client_.Write("a");
  client_.Shutdown();
  EXPECT_EQ(Exchange(), "a");
  EXPECT_EQ(owner_.calls, std::vector<std::string>{"closed"});
}

TEST_P(TlsHandshakeSessionTest, EndsAfterAChangedRecord) {
  owner_.Send(kProxyHeader);
  Exchange();
  client_.Write("a");
  std::string record = client_.Sent();
  record.back() = static_cast<char>(record.back() ^ 1);
  owner_.Send(record);
  EXPECT_EQ(owner_.calls, std::vector<std::string>{"closed"});
}

TEST_P(TlsHandshakeSessionTest, AnswersHttpWithStatus400) {
  owner_.Send(std::string(kProxyHeader) + "GET / HTTP/1.1\r\n\r\n");
  const std::string response = owner_.Received();
  EXPECT_THAT(response, StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(response, HasSubstr("https://"));
  EXPECT_TRUE(owner_.ended);
}

TEST_P(TlsHandshakeSessionTest, RequiresTheProxyHeaderFirst) {
  owner_.Send(client_.Handshake());
  EXPECT_THAT(owner_.Received(), HasSubstr("PROXY protocol header must come first"));
}

TEST_P(TlsHandshakeSessionTest, EndsAHandshakeThatTakesTooLong) {
  owner_.Send(kProxyHeader + client_.Handshake());
  EXPECT_EQ(metrics_.running.Value(), 1);
  owner_.PassSeconds(5);
  EXPECT_TRUE(owner_.calls.empty());
  owner_.PassSeconds(1);
  EXPECT_EQ(owner_.calls, std::vector<std::string>{"closed"});
  EXPECT_EQ(metrics_.running.Value(), 0);
}

INSTANTIATE_TEST_SUITE_P(Versions, TlsHandshakeSessionTest,
                         testing::Values(TLS1_2_VERSION, TLS1_3_VERSION));

}  // namespace
}  // namespace lossy::edge
