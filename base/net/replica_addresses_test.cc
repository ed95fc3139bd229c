#include "base/net/replica_addresses.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(ReplicaAddressesTest, ReturnsEachAddressOnceAndSorted) {
  const auto replicas = ResolveReplicas("127.0.0.2:4101,127.0.0.1:4101,127.0.0.2:4101");
  ASSERT_TRUE(replicas.ok()) << replicas.status();
  EXPECT_THAT(*replicas, ElementsAre("127.0.0.1:4101", "127.0.0.2:4101"));
}

TEST(ReplicaAddressesTest, WritesIpv6InBrackets) {
  const auto replicas = ResolveReplicas("[::1]:4101");
  ASSERT_TRUE(replicas.ok()) << replicas.status();
  EXPECT_THAT(*replicas, ElementsAre("[::1]:4101"));
}

TEST(ReplicaAddressesTest, NamesTheHostThatDoesNotResolve) {
  const absl::Status status = ResolveReplicas("127.0.0.1:nosuch").status();
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_THAT(status.message(), HasSubstr("127.0.0.1"));
}

TEST(ReplicaAddressesTest, RefusesAnAddressWithoutAPort) {
  EXPECT_TRUE(absl::IsInvalidArgument(ResolveReplicas("127.0.0.1").status()));
}

}  // namespace
}  // namespace lossy::base
