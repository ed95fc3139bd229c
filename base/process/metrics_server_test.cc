#include "base/process/metrics_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "prometheus/counter.h"
#include "prometheus/registry.h"

namespace lossy::base {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr char kGet[] = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";

// A client's connection.
class Client {
 public:
  explicit Client(int port) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval limit{.tv_sec = 30, .tv_usec = 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }
  ~Client() { close(socket_); }

  void Send(absl::string_view bytes) const {
    EXPECT_EQ(send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(bytes.size()));
  }

  // Returns all bytes until the server closes the connection.
  std::string Read() const {
    std::string answer;
    char piece[4096];
    for (ssize_t got; (got = recv(socket_, piece, sizeof piece, 0)) > 0;) {
      answer.append(piece, static_cast<std::size_t>(got));
    }
    return answer;
  }

 private:
  const int socket_;
};

std::string Get(int port, absl::string_view request = kGet) {
  const Client client(port);
  client.Send(request);
  return client.Read();
}

class MetricsServerTest : public testing::Test {
 protected:
  MetricsServerTest() { family_.Add({}); }

  int Start(MetricsServer::Options options = {}) {
    auto server = MetricsServer::Start({{.host = "127.0.0.1", .port = 0}}, HostList::Parse("notes"),
                                       {registry_}, options);
    EXPECT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    return server_->port();
  }

  const std::shared_ptr<prometheus::Registry> registry_ = std::make_shared<prometheus::Registry>();
  prometheus::Family<prometheus::Counter>& family_ =
      prometheus::BuildCounter().Name("lossy_test_total").Register(*registry_);
  std::unique_ptr<MetricsServer> server_;
};

TEST_F(MetricsServerTest, AnswersConfiguredHostsOnly) {
  const int port = Start();
  EXPECT_THAT(Get(port), HasSubstr("lossy_test_total"));
  EXPECT_THAT(Get(port, "GET /metrics HTTP/1.1\r\nHost: notes:4203\r\n\r\n"),
              HasSubstr("lossy_test_total"));
  for (const char* host : {"Host: evil.example\r\n", ""}) {
    const std::string answer = Get(port, absl::StrCat("GET /metrics HTTP/1.1\r\n", host, "\r\n"));
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 403 ")) << host;
    EXPECT_THAT(answer, Not(HasSubstr("lossy_test_total"))) << host;
  }
}

TEST_F(MetricsServerTest, NamesTheTakenAddress) {
  const int port = Start();
  const absl::Status taken = MetricsServer::Start({{.host = "127.0.0.1", .port = port}},
                                                  HostList::Parse(""), {registry_}, {})
                                 .status();
  EXPECT_TRUE(absl::IsUnavailable(taken)) << taken;
  EXPECT_THAT(std::string(taken.message()), HasSubstr(absl::StrCat("127.0.0.1:", port)));
}

TEST_F(MetricsServerTest, AnswersAlthoughManyClientsHoldItSilently) {
  const int port = Start({.max_connections = 4, .limit = absl::Hours(1)});
  std::vector<std::unique_ptr<Client>> idle;
  for (int i = 0; i < 50; ++i) {
    idle.push_back(std::make_unique<Client>(port));
    if (i % 2 == 0) idle.back()->Send("GET /metrics HTTP/1.1\r\nHo");
    if (i % 10 != 9) continue;
    EXPECT_THAT(Get(port), HasSubstr("lossy_test_total")) << i;
  }
}

TEST_F(MetricsServerTest, AnswersAlthoughSlowClientsDoNotReadTheirs) {
  for (int i = 0; i < 20'000; ++i) family_.Add({{"n", absl::StrCat(i)}});
  const int port = Start({.max_connections = 4, .limit = absl::Hours(1)});
  std::vector<std::unique_ptr<Client>> slow;
  for (int i = 0; i < 4; ++i) {
    slow.push_back(std::make_unique<Client>(port));
    slow.back()->Send(kGet);
  }
  EXPECT_THAT(Get(port), EndsWith("} 0\n"));
}

TEST_F(MetricsServerTest, EndsAConnectionAtItsDeadline) {
  const int port = Start({.limit = absl::Milliseconds(20)});
  const Client silent(port), half(port);
  half.Send("GET /met");
  EXPECT_EQ(silent.Read(), "");
  EXPECT_EQ(half.Read(), "");
  EXPECT_THAT(Client(port).Read(), "");
}

TEST_F(MetricsServerTest, AnswersOneClientAtATimeWithoutAFreeFile) {
  const int port = Start();
  EXPECT_THAT(Get(port), HasSubstr("lossy_test_total"));
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  const rlimit few{.rlim_cur = 64, .rlim_max = before.rlim_max};
  setrlimit(RLIMIT_NOFILE, &few);
  std::vector<int> files;
  for (int file; (file = open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0;) files.push_back(file);
  std::vector<std::string> answers;
  for (int i = 0; i < 3 && !files.empty(); ++i) {
    // The only free file is for the client.
    close(files.back());
    files.pop_back();
    answers.push_back(Get(port));
    files.push_back(open("/dev/null", O_RDONLY | O_CLOEXEC));
  }
  for (const int file : files) close(file);
  setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_THAT(answers,
              testing::ElementsAre(HasSubstr("lossy_test_total"), HasSubstr("lossy_test_total"),
                                   HasSubstr("lossy_test_total")));
}

}  // namespace
}  // namespace lossy::base
