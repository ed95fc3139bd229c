#include "base/process/metrics_server.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "prometheus/counter.h"
#include "prometheus/registry.h"

namespace lossy::base {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// The answer to a GET of /metrics with these header lines.
std::string Get(int port, absl::string_view headers) {
  const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(connect(client, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  const std::string request =
      absl::StrCat("GET /metrics HTTP/1.1\r\n", headers, "Connection: close\r\n\r\n");
  EXPECT_EQ(send(client, request.data(), request.size(), MSG_NOSIGNAL),
            static_cast<ssize_t>(request.size()));
  std::string answer;
  char piece[4096];
  for (ssize_t got; (got = recv(client, piece, sizeof piece, 0)) > 0;) {
    answer.append(piece, static_cast<std::size_t>(got));
  }
  close(client);
  return answer;
}

TEST(MetricsServerTest, AnswersConfiguredHostsOnly) {
  auto registry = std::make_shared<prometheus::Registry>();
  prometheus::BuildCounter().Name("lossy_test_total").Register(*registry).Add({});
  const absl::StatusOr<int> port =
      ServeMetrics("127.0.0.1:0", HostList::Parse("notes"), {registry});
  ASSERT_TRUE(port.ok()) << port.status();
  EXPECT_THAT(Get(*port, "Host: notes:4203\r\n"), HasSubstr("lossy_test_total"));
  EXPECT_THAT(Get(*port, "Host: localhost\r\n"), HasSubstr("lossy_test_total"));
  for (const char* headers : {"Host: evil.example\r\n", ""}) {
    const std::string answer = Get(*port, headers);
    EXPECT_THAT(answer, Not(HasSubstr("lossy_test_total"))) << headers;
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 40")) << headers;
  }
  EXPECT_TRUE(absl::IsUnavailable(
      ServeMetrics(absl::StrCat("127.0.0.1:", *port), HostList::Parse(""), {registry}).status()));
}

}  // namespace
}  // namespace lossy::base
