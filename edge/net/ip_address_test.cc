#include "edge/net/ip_address.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::HasSubstr;

IpAddress At(absl::string_view text) { return IpAddress::Parse(text).value(); }

TEST(IpAddressTest, IsOfEitherFamily) {
  for (const char* text : {"192.0.2.1", "127.0.0.1", "2001:db8::1", "::1"}) {
    EXPECT_EQ(At(text).ToString(), text);
  }
  EXPECT_EQ(At("::ffff:192.0.2.1"), At("192.0.2.1"));
  EXPECT_EQ(At("fe80::1%eth0"), At("fe80::1"));
  EXPECT_EQ(IpAddress::FromBytes(absl::string_view("\x7f\0\0\1", 4)), At("127.0.0.1"));
  for (const char* text : {"", "192.0.2", "192.0.2.1:80", "[::1]", "example.com", "unknown"}) {
    EXPECT_FALSE(IpAddress::Parse(text).has_value()) << text;
  }
}

TEST(IpAddressTest, MayBeNone) {
  EXPECT_FALSE(IpAddress().known());
  EXPECT_FALSE(IpAddress().loopback());
  EXPECT_EQ(IpAddress().ToString(), "");
}

TEST(IpAddressTest, RecognisesLoopback) {
  for (const char* text : {"127.0.0.1", "127.9.9.9", "::1"}) EXPECT_TRUE(At(text).loopback());
  for (const char* text : {"128.0.0.1", "10.0.0.1", "::2", "1::1"}) {
    EXPECT_FALSE(At(text).loopback()) << text;
  }
}

TEST(IpNetworksTest, ContainTheirAddresses) {
  const IpNetworks list = *IpNetworks::Parse("10.0.0.0/8, 192.0.2.1,2001:db8::/33, 172.16.0.0/12");
  for (const char* text :
       {"10.255.0.1", "::ffff:10.0.0.1", "192.0.2.1", "2001:db8:7fff::1", "172.31.255.255"}) {
    EXPECT_TRUE(list.Contain(At(text))) << text;
  }
  for (const char* text : {"11.0.0.1", "192.0.2.2", "2001:db8:8000::1", "172.32.0.0", "::1"}) {
    EXPECT_FALSE(list.Contain(At(text))) << text;
  }
  EXPECT_FALSE(list.Contain(IpAddress()));
}

TEST(IpNetworksTest, MayBeNoneOrAll) {
  EXPECT_FALSE(IpNetworks::Parse("")->Contain(At("127.0.0.1")));
  const IpNetworks all = *IpNetworks::Parse("0.0.0.0/0,::/0,unix");
  EXPECT_TRUE(all.Contain(At("192.0.2.1")));
  EXPECT_TRUE(all.Contain(At("2001:db8::1")));
  EXPECT_TRUE(all.Contain(IpAddress()));
  // A network has addresses of one family only.
  EXPECT_FALSE(IpNetworks::Parse("0.0.0.0/0")->Contain(At("2001:db8::1")));
}

TEST(IpNetworksTest, NameTheEntryThatIsWrong) {
  for (const char* text : {"10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/", "proxy.example"}) {
    const absl::Status status = IpNetworks::Parse(text).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << text;
    EXPECT_THAT(std::string(status.message()), HasSubstr(text));
  }
  EXPECT_FALSE(IpNetworks::Parse("10.0.0.1,").ok());
}

}  // namespace
}  // namespace lossy::edge
