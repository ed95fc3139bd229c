#include "edge/server/listen_address.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::HasSubstr;

TEST(ListenAddress, IsAHostAndAPort) {
  const std::pair<const char*, ListenAddress> kCases[] = {
      {"0.0.0.0:80", {.host = "0.0.0.0", .port = 80}},
      {"127.0.0.1:0", {.host = "127.0.0.1", .port = 0}},
      {"[::1]:4000", {.host = "::1", .port = 4000}},
      {"[::]:65535", {.host = "::", .port = 65535}},
  };
  for (const auto& [text, expected] : kCases) {
    const auto addresses = ParseListen(text);
    ASSERT_TRUE(addresses.ok()) << text;
    ASSERT_EQ(addresses->size(), 1) << text;
    EXPECT_EQ(addresses->front().host, expected.host) << text;
    EXPECT_EQ(addresses->front().port, expected.port) << text;
  }
}

TEST(ListenAddress, IsBothLoopbacksForLocalhost) {
  const auto addresses = ParseListen("localhost:4000");
  ASSERT_TRUE(addresses.ok());
  ASSERT_EQ(addresses->size(), 2);
  EXPECT_EQ((*addresses)[0].host, "127.0.0.1");
  EXPECT_EQ((*addresses)[1].host, "::1");
  EXPECT_EQ((*addresses)[1].port, 4000);
}

TEST(ListenAddress, RefusesWhatIsNone) {
  for (const char* text :
       {"", "4000", "localhost", "localhost:", "localhost:http", "h:65536", "h:-1", "h:1:"}) {
    const absl::Status status = ParseListen(text).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << text;
    EXPECT_THAT(std::string(status.message()), HasSubstr(text));
  }
}

TEST(ListenAddress, KnowsWhetherOthersCanReachIt) {
  for (const char* host : {"127.0.0.1", "127.1.2.3", "::1"}) {
    EXPECT_TRUE((ListenAddress{.host = host}).loopback()) << host;
  }
  for (const char* host : {"0.0.0.0", "::", "10.0.0.1", "fe80::1"}) {
    EXPECT_FALSE((ListenAddress{.host = host}).loopback()) << host;
  }
}

}  // namespace
}  // namespace lossy::edge
