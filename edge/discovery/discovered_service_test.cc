#include "edge/discovery/discovered_service.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "edge/discovery/contract_choice.h"
#include "edge/discovery/descriptor_sets.h"
#include "edge/discovery/fake_reflection.h"
#include "edge/discovery/room_descriptors.h"
#include "gtest/gtest.h"
#include "prometheus/registry.h"

namespace lossy::edge {
namespace {

using google::protobuf::FileDescriptorSet;

TEST(ChooseContract, KeepsTheCurrentVersionWhileAReplicaServesIt) {
  EXPECT_EQ(ChooseContract({{"a", 1}, {"b", 5}}, "a"), "a");
  EXPECT_EQ(ChooseContract({{"b", 1}}, "a"), "b");
}

TEST(ChooseContract, ChoosesTheVersionOfTheMostReplicas) {
  EXPECT_EQ(ChooseContract({{"a", 1}, {"b", 2}}, ""), "b");
  EXPECT_EQ(ChooseContract({{"b", 2}, {"a", 2}}, ""), "a");
  EXPECT_EQ(ChooseContract({}, "a"), "");
}

class DiscoveredServiceTest : public testing::Test {
 protected:
  // Returns the hash of the descriptors that Read returned; empty for nullopt.
  std::string Read() {
    const auto set = service_.Read();
    EXPECT_TRUE(set.ok()) << set.status();
    return set.ok() && *set ? ContractHash(**set) : "";
  }
  double Skew() { return Value("lossy_edge_contract_skew"); }
  // Returns the sum of a metric's values.
  double Value(const std::string& metric) {
    double sum = 0;
    for (const auto& family : registry_.Collect()) {
      if (family.name != metric) continue;
      for (const auto& each : family.metric) sum += each.gauge.value;
    }
    return sum;
  }

  const FileDescriptorSet before_ = RoomDescriptors("room", {"say"});
  const FileDescriptorSet after_ = RoomDescriptors("room", {"say", "ask"});
  FakeReflection one_{before_};
  FakeReflection two_{before_};
  prometheus::Registry registry_;
  DiscoveryMetrics metrics_{registry_};
  DiscoveredService service_{
      "room.S", absl::StrCat(one_.address(), ",", two_.address()), {}, metrics_};
};

TEST_F(DiscoveredServiceTest, ReturnsAContractOnce) {
  EXPECT_EQ(Read(), ContractHash(before_));
  EXPECT_EQ(Read(), "");
  EXPECT_EQ(Skew(), 0);
  EXPECT_EQ(Value("lossy_edge_contract_replicas"), 2);
}

TEST_F(DiscoveredServiceTest, TakesANewContractWhenAllReplicasHaveIt) {
  Read();
  one_.set_descriptors(after_);
  EXPECT_EQ(Read(), "");
  EXPECT_EQ(Skew(), 1);
  two_.set_descriptors(after_);
  EXPECT_EQ(Read(), ContractHash(after_));
  EXPECT_EQ(Skew(), 0);
}

TEST_F(DiscoveredServiceTest, CountsOnlyReplicasThatAnswer) {
  one_.set_descriptors(RoomDescriptors("hall", {}));  // It does not have the service.
  EXPECT_EQ(Read(), ContractHash(before_));
  EXPECT_EQ(Value("lossy_edge_contract_replicas"), 1);
  two_.set_descriptors(RoomDescriptors("hall", {}));
  EXPECT_TRUE(absl::IsNotFound(service_.Read().status()));
}

TEST_F(DiscoveredServiceTest, NamesTheHostThatDoesNotResolve) {
  DiscoveredService nowhere("room.S", "nowhere.invalid:1", {}, metrics_);
  EXPECT_TRUE(absl::IsUnavailable(nowhere.Read().status()));
  DiscoveredService no_port("room.S", "localhost", {}, metrics_);
  EXPECT_TRUE(absl::IsInvalidArgument(no_port.Read().status()));
}

}  // namespace
}  // namespace lossy::edge
