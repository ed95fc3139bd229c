#include "base/flags/host_list.h"

#include "gtest/gtest.h"

namespace lossy::base {
namespace {

TEST(HostListTest, ReadsTheHostOfAHeader) {
  EXPECT_EQ(HostOf("Edge.Example:4200"), "edge.example");
  EXPECT_EQ(HostOf("[::1]:4200"), "::1");
  EXPECT_EQ(HostOf(" localhost "), "localhost");
  EXPECT_EQ(HostOf(""), "");
  EXPECT_EQ(HostOf("["), "");
}

TEST(HostListTest, KnowsLoopback) {
  for (const char* host : {"localhost", "127.0.0.1", "127.9.8.7", "::1"}) {
    EXPECT_TRUE(IsLoopbackHost(host)) << host;
  }
  for (const char* host : {"", "10.0.0.1", "127.0.0.1.evil.example", "localhost.evil.example"}) {
    EXPECT_FALSE(IsLoopbackHost(host)) << host;
  }
}

TEST(HostListTest, AcceptsLoopbackAddressesAndListedNames) {
  const HostList list = HostList::Parse("notes, Video.internal");
  for (const char* header : {"localhost:4200", "127.0.0.1", "[::1]:1", "10.1.2.3:4204", "notes",
                             "NOTES:4203", "video.internal:4201"}) {
    EXPECT_TRUE(list.Accepts(header)) << header;
  }
  for (const char* header : {"", "evil.example", "notes.evil.example", "10.1.2.3.evil.example"}) {
    EXPECT_FALSE(list.Accepts(header)) << header;
  }
}

TEST(HostListTest, AcceptsEveryHostIfConfigured) {
  EXPECT_TRUE(HostList::Parse("*").Accepts("evil.example"));
}

}  // namespace
}  // namespace lossy::base
