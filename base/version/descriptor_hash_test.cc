#include "base/version/descriptor_hash.h"

#include <map>
#include <string>

#include "grpc/health/v1/health.pb.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

TEST(DescriptorHashTest, IsThatOfTheNamedFilesWithoutTheStandardOnes) {
  const std::string hash = HashDescriptors({{"a.proto", "1"}, {"b.proto", "2"}});
  EXPECT_EQ(hash.size(), 16u);
  EXPECT_EQ(
      HashDescriptors({{"a.proto", "1"}, {"b.proto", "2"}, {"google/protobuf/any.proto", "3"}}),
      hash);
  EXPECT_NE(HashDescriptors({{"a.proto", "12"}, {"b.proto", ""}}), hash);
}

TEST(DescriptorHashTest, HashesTheContractOfALinkedService) {
  grpc::health::v1::HealthCheckRequest::descriptor();
  EXPECT_EQ(HashOfService("grpc.health.v1.Health").size(), 16u);
  EXPECT_EQ(HashOfService("lossy.none.v1.NoService"), "");
}

}  // namespace
}  // namespace lossy::base
