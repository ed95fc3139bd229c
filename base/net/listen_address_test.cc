#include "base/net/listen_address.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/net/port_probe.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> Parse(absl::string_view text, bool ipv6_only = false) {
  const absl::StatusOr<std::vector<ListenAddress>> addresses = ParseListen(text, ipv6_only);
  EXPECT_TRUE(addresses.ok()) << text << ": " << addresses.status();
  std::vector<std::string> texts;
  if (!addresses.ok()) return texts;
  for (const ListenAddress& address : *addresses) {
    texts.push_back(absl::StrCat(address.ToString(), address.ipv6_only ? " ipv6 only" : "",
                                 address.optional ? " optional" : ""));
  }
  return texts;
}

TEST(ListenAddressTest, IsAHostAndAPort) {
  for (const char* text : {"0.0.0.0:80", "127.0.0.1:0", "[::1]:4000", "[::]:65535"}) {
    EXPECT_THAT(Parse(text), ElementsAre(text));
  }
}

TEST(ListenAddressTest, IsBothLoopbacksForLocalhost) {
  EXPECT_THAT(Parse("localhost:4000"), ElementsAre("127.0.0.1:4000", "[::1]:4000 optional"));
}

TEST(ListenAddressTest, IsEveryAddressOfTheMachineWithoutAHost) {
  const char* everywhere = HasIpv6() ? "[::]:4000" : "0.0.0.0:4000";
  EXPECT_THAT(Parse(":4000"), ElementsAre(everywhere));
  EXPECT_THAT(Parse("*:4000"), ElementsAre(everywhere));
}

TEST(ListenAddressTest, MayBeSeveral) {
  EXPECT_THAT(Parse("10.0.0.1:80, [fd00::1]:80,127.0.0.1:81"),
              ElementsAre("10.0.0.1:80", "[fd00::1]:80", "127.0.0.1:81"));
  EXPECT_THAT(Parse("127.0.0.1:80,127.0.0.1:80"), ElementsAre("127.0.0.1:80"));
}

TEST(ListenAddressTest, LeavesOutAddressesThatAnotherOneCovers) {
  EXPECT_THAT(Parse("127.0.0.1:80,0.0.0.0:80,[::1]:80"), ElementsAre("0.0.0.0:80", "[::1]:80"));
  EXPECT_THAT(Parse("localhost:80,[::]:80"), ElementsAre("[::]:80"));
  EXPECT_THAT(Parse("127.0.0.1:80,[::]:81"), ElementsAre("127.0.0.1:80", "[::]:81"));
}

TEST(ListenAddressTest, AnIpv6AddressAcceptsIpv4ByDefault) {
  EXPECT_THAT(Parse("0.0.0.0:80,[::]:80"), ElementsAre("0.0.0.0:80", "[::]:80 ipv6 only"));
  EXPECT_THAT(Parse("[::]:80", /*ipv6_only=*/true), ElementsAre("[::]:80 ipv6 only"));
  EXPECT_THAT(Parse("127.0.0.1:80,[::]:80", /*ipv6_only=*/true),
              ElementsAre("127.0.0.1:80", "[::]:80 ipv6 only"));
}

TEST(ListenAddressTest, KeepsTheScopeOfALinkLocalAddress) {
  EXPECT_THAT(Parse("[fe80::1%lo]:80"), ElementsAre("[fe80::1%lo]:80"));
}

TEST(ListenAddressTest, MayBeAUnixSocket) {
  EXPECT_THAT(Parse("unix:/run/lossy/edge.sock,127.0.0.1:80"),
              ElementsAre("unix:/run/lossy/edge.sock", "127.0.0.1:80"));
}

TEST(ListenAddressTest, RefusesInvalidTexts) {
  for (const char* text : {"", "4000", "localhost", "localhost:", "localhost:http", "h:65536",
                           "h:-1", "h:+1", "h: 1", "h:1:", "::1:4000", "[::1:4000", "::1]:4000",
                           "[127.0.0.1]:4000", "[zz::1]:4000", "unix:", "h.invalid:4000"}) {
    const absl::Status status = ParseListen(text).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << text;
    EXPECT_THAT(std::string(status.message()), HasSubstr(text));
  }
  EXPECT_FALSE(ParseListen("127.0.0.1:1,").ok());
}

TEST(ListenAddressTest, ReportsIfOtherMachinesCanReachIt) {
  for (const char* host : {"127.0.0.1", "127.1.2.3", "::1", "unix:/run/edge.sock"}) {
    EXPECT_TRUE((ListenAddress{.host = host}).loopback()) << host;
  }
  for (const char* host : {"0.0.0.0", "::", "10.0.0.1", "fe80::1"}) {
    EXPECT_FALSE((ListenAddress{.host = host}).loopback()) << host;
  }
}

TEST(PortProbeTest, DistinguishesATakenPortFromAMissingAddress) {
  const int taken = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(bind(taken, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(listen(taken, 1), 0);
  ASSERT_EQ(getsockname(taken, reinterpret_cast<sockaddr*>(&address), &size), 0);
  const int port = ntohs(address.sin_port);

  const absl::Status problem = ProbePort({.host = "127.0.0.1", .port = port}).status();
  EXPECT_TRUE(absl::IsUnavailable(problem)) << problem;
  EXPECT_THAT(std::string(problem.message()), HasSubstr(absl::StrCat("127.0.0.1:", port)));
  EXPECT_TRUE(absl::IsUnavailable(ProbePort({.host = "0.0.0.0", .port = port}).status()));
  // RFC 5737 reserves this address, so no machine has it.
  EXPECT_TRUE(absl::IsNotFound(ProbePort({.host = "192.0.2.1", .port = 0}).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(ProbePort({.host = "example.com", .port = 0}).status()));
  close(taken);
}

TEST(PortProbeTest, ChoosesOneFreePortForAllAddresses) {
  const absl::StatusOr<std::vector<ListenAddress>> addresses =
      ProbePorts({{.host = "127.0.0.1", .port = 0},
                  {.host = "192.0.2.1", .port = 0, .optional = true},
                  {.host = "127.0.0.2", .port = 0}});
  ASSERT_TRUE(addresses.ok()) << addresses.status();
  ASSERT_EQ(addresses->size(), 2);
  EXPECT_GT((*addresses)[0].port, 0);
  EXPECT_EQ((*addresses)[0].port, (*addresses)[1].port);
}

}  // namespace
}  // namespace lossy::base
