#include "base/rpc/target.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

using testing::HasSubstr;

TEST(TargetTest, TakesOneAddressAsItIs) {
  EXPECT_EQ(*TargetOf("notes:4103"), "notes:4103");
  EXPECT_EQ(*TargetOf("127.0.0.1:4103"), "127.0.0.1:4103");
  EXPECT_EQ(*TargetOf("dns://127.0.0.1:53/notes:4103"), "dns://127.0.0.1:53/notes:4103");
}

TEST(TargetTest, TakesSeveralIpAddresses) {
  EXPECT_EQ(*TargetOf("127.0.0.1:4103,127.0.0.1:4113"), "ipv4:127.0.0.1:4103,127.0.0.1:4113");
  EXPECT_EQ(*TargetOf("[::1]:4103,[::1]:4113"), "ipv6:[::1]:4103,[::1]:4113");
}

TEST(TargetTest, RefusesSeveralNames) {
  const absl::Status status = TargetOf("notes-1:4103,notes-2:4103").status();
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("\"notes-1:4103,notes-2:4103\""));
}

TEST(TargetTest, RefusesAnAddressWithoutAPort) {
  EXPECT_FALSE(TargetOf("127.0.0.1:4103,127.0.0.1").ok());
  EXPECT_FALSE(TargetOf("127.0.0.1:4103,127.0.0.1:").ok());
}

TEST(TargetTest, RefusesAMixtureOfKinds) { EXPECT_FALSE(TargetOf("127.0.0.1:1,[::1]:1").ok()); }

TEST(TargetTest, RefusesNothing) { EXPECT_FALSE(TargetOf("").ok()); }

}  // namespace
}  // namespace lossy::base
