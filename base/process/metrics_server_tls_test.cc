#include "base/process/metrics_server.h"

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <memory>
#include <string>

#include "base/rpc/internal_context.h"
#include "base/rpc/internal_tls.h"
#include "base/testing/test_authority.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "prometheus/counter.h"
#include "prometheus/registry.h"

namespace lossy::base {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr char kGet[] = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";

std::string Write(const std::string& name, const std::string& contents) {
  const std::string path = testing::TempDir() + "/" + name;
  std::ofstream(path, std::ios::trunc) << contents;
  return path;
}

int Connect(int port) {
  const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(connect(client, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  return client;
}

class MetricsServerTlsTest : public testing::Test {
 protected:
  MetricsServerTlsTest() {
    std::signal(SIGPIPE, SIG_IGN);
    Renew();
    tls_ = *InternalTls::Open({.own = {.certificate = certificate_, .key = key_},
                               .authorities = Write("metrics_tls.ca", authority_.certificate())});
    const auto context = std::make_shared<InternalContext>(*tls_, MakeServerContext);
    for (int i = 0; i < 5'000; ++i) family_.Add({{"number", std::to_string(i)}});
    server_ = *MetricsServer::Start({{.host = "127.0.0.1", .port = 0}}, HostList::Parse(""),
                                    {registry_}, {.tls = [context] { return context->Get(); }});
  }

  // Writes a new certificate. Returns it.
  std::string Renew() {
    const TestAuthority::Issued issued = authority_.Issue({.names = {"DNS:video"}});
    certificate_ = Write("metrics_tls.crt", issued.certificate);
    key_ = Write("metrics_tls.key", issued.key);
    return issued.certificate;
  }

  // Returns the answer to a request over TLS, and sets `serial` to the certificate's.
  std::string Get(long* serial) {
    SSL_CTX* const context = SSL_CTX_new(TLS_client_method());
    SSL* const session = SSL_new(context);
    const int client = Connect(server_->port());
    SSL_set_fd(session, client);
    EXPECT_EQ(SSL_connect(session), 1);
    *serial = ASN1_INTEGER_get(X509_get_serialNumber(SSL_get0_peer_certificate(session)));
    SSL_write(session, kGet, sizeof kGet - 1);
    std::string answer;
    char piece[4096];
    for (int size; (size = SSL_read(session, piece, sizeof piece)) > 0;) {
      answer.append(piece, static_cast<std::size_t>(size));
    }
    EXPECT_EQ(SSL_get_shutdown(session) & SSL_RECEIVED_SHUTDOWN, SSL_RECEIVED_SHUTDOWN);
    SSL_free(session);
    SSL_CTX_free(context);
    close(client);
    return answer;
  }

  const TestAuthority authority_;
  std::string certificate_;
  std::string key_;
  std::unique_ptr<InternalTls> tls_;
  const std::shared_ptr<prometheus::Registry> registry_ = std::make_shared<prometheus::Registry>();
  prometheus::Family<prometheus::Counter>& family_ =
      prometheus::BuildCounter().Name("test_total").Register(*registry_);
  std::unique_ptr<MetricsServer> server_;
};

TEST_F(MetricsServerTlsTest, ServesALargeAnswerToAClientWithoutACertificate) {
  long serial = 0;
  const std::string answer = Get(&serial);
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("test_total{number=\"4999\"} 0\n"));
}

TEST_F(MetricsServerTlsTest, ShowsARenewedCertificateToNewConnections) {
  long before = 0;
  long after = 0;
  Get(&before);
  Renew();
  ASSERT_TRUE(tls_->files().Poll().value());
  Get(&after);
  EXPECT_NE(before, after);
}

TEST_F(MetricsServerTlsTest, AnswersNothingToAClientWithoutTls) {
  const int client = Connect(server_->port());
  EXPECT_EQ(send(client, kGet, sizeof kGet - 1, MSG_NOSIGNAL),
            static_cast<ssize_t>(sizeof kGet - 1));
  std::string answer;
  char piece[4096];
  for (ssize_t size; (size = recv(client, piece, sizeof piece, 0)) > 0;) {
    answer.append(piece, static_cast<std::size_t>(size));
  }
  EXPECT_EQ(answer.find("HTTP"), std::string::npos);
  close(client);
}

}  // namespace
}  // namespace lossy::base
