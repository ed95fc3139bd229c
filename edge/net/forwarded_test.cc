#include "edge/net/forwarded.h"

#include <string>

#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

// Returns the client of a request from 10.0.0.1. The networks 10.0.0.0/8 and 2001:db8::/32 are
// trusted.
std::string Client(const Headers& headers, absl::string_view peer = "10.0.0.1") {
  return ForwardedClient(headers, IpAddress::Parse(peer).value(),
                         *IpNetworks::Parse("10.0.0.0/8,2001:db8::/32"))
      .ToString();
}

TEST(ForwardedTest, IsNotTakenFromAnUntrustedPeer) {
  EXPECT_EQ(Client({{"x-forwarded-for", "1.1.1.1"}}, "192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(Client({{"forwarded", "for=1.1.1.1"}}, "192.0.2.1"), "192.0.2.1");
}

TEST(ForwardedTest, IsThePeerWithoutAHeader) { EXPECT_EQ(Client({}), "10.0.0.1"); }

TEST(ForwardedTest, IsTheRightmostUntrustedAddress) {
  EXPECT_EQ(Client({{"x-forwarded-for", "1.1.1.1"}}), "1.1.1.1");
  EXPECT_EQ(Client({{"x-forwarded-for", "6.6.6.6, 1.1.1.1,10.0.0.2 , 10.0.0.3"}}), "1.1.1.1");
  EXPECT_EQ(Client({{"x-forwarded-for", "6.6.6.6"}, {"x-forwarded-for", "1.1.1.1"}}), "1.1.1.1");
  EXPECT_EQ(Client({{"forwarded", "for=6.6.6.6, for=1.1.1.1;proto=https, For=10.0.0.2"}}),
            "1.1.1.1");
}

TEST(ForwardedTest, IsTheLeftmostIfAllAreTrusted) {
  EXPECT_EQ(Client({{"x-forwarded-for", "10.0.0.3, 10.0.0.2"}}), "10.0.0.3");
}

TEST(ForwardedTest, MayHavePortsAndQuotes) {
  EXPECT_EQ(Client({{"x-forwarded-for", "1.1.1.1:4711"}}), "1.1.1.1");
  EXPECT_EQ(Client({{"x-forwarded-for", "[2001:dead::1]:4711"}}), "2001:dead::1");
  EXPECT_EQ(Client({{"x-forwarded-for", "2001:dead::1"}}), "2001:dead::1");
  EXPECT_EQ(Client({{"forwarded", R"(by=a;for="[2001:dead::1]:4711";host="a,b;c\"d")"}}),
            "2001:dead::1");
  EXPECT_EQ(Client({{"forwarded", R"(for="1.1.1.1:80")"}}), "1.1.1.1");
}

TEST(ForwardedTest, IsTheLastProxyWhereAHopIsNoAddress) {
  for (const char* hop : {"unknown", "_hidden", "", "for=", "1.1.1", "[::1", "[::1]x"}) {
    EXPECT_EQ(Client({{"x-forwarded-for", std::string("1.1.1.1, ") + hop + ", 10.0.0.2"}}),
              "10.0.0.2")
        << hop;
  }
  EXPECT_EQ(Client({{"forwarded", "for=unknown, for=10.0.0.2"}}), "10.0.0.2");
  EXPECT_EQ(Client({{"forwarded", R"(for="1.1.1.1, for=2.2.2.2)"}}), "10.0.0.1");
}

TEST(ForwardedTest, ComesBeforeTheOlderHeader) {
  EXPECT_EQ(Client({{"x-forwarded-for", "6.6.6.6"}, {"forwarded", "for=1.1.1.1"}}), "1.1.1.1");
}

}  // namespace
}  // namespace lossy::edge
