#include "edge/discovery/discovery.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/testing/eventually.h"
#include "edge/discovery/fake_reflection.h"
#include "edge/discovery/room_descriptors.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using base::Eventually;

DiscoveryOptions Discover(const std::string& address) {
  return {.services = {{"room.S", address}},
          .services_poll = absl::Milliseconds(20),
          .wait = absl::Milliseconds(100)};
}

TEST(Discovery, HasTheRoutesOfAServiceAtTheStart) {
  FakeReflection server(RoomDescriptors("room", {"say"}));
  prometheus::Registry registry;
  const Discovery discovery(Discover(server.address()), {"room.S"}, registry);
  EXPECT_TRUE(discovery.contract().complete());
  EXPECT_TRUE(discovery.contract().current()->routes->Find("room:1"));
}

TEST(Discovery, FollowsTheContractOfARunningService) {
  FakeReflection server(RoomDescriptors("room", {"say"}));
  prometheus::Registry registry;
  Discovery discovery(Discover(server.address()), {"room.S"}, registry);
  std::atomic<int> swaps{0};
  discovery.Start([&](const ContractVersion&) { ++swaps; });
  server.set_descriptors(BrokenDescriptors("room"));
  server.set_descriptors(RoomDescriptors("room", {"say", "ask"}));
  EXPECT_TRUE(Eventually([&] { return swaps == 1; }));
  discovery.Stop();
  EXPECT_EQ(discovery.contract().current()->routes->TopicsWith("ask").size(), 1);
}

TEST(Discovery, StartsWithoutAServiceAndIsIncompleteUntilItAnswers) {
  FakeReflection server(RoomDescriptors("hall", {}));  // It does not have the service.
  prometheus::Registry registry;
  Discovery discovery(Discover(server.address()), {"room.S"}, registry);
  EXPECT_FALSE(discovery.contract().complete());
  discovery.Start([](const ContractVersion&) {});
  server.set_descriptors(RoomDescriptors("room", {"say"}));
  EXPECT_TRUE(Eventually([&] { return discovery.contract().complete(); }));
}

TEST(Discovery, KeepsTheContractOfAServiceThatEnds) {
  prometheus::Registry registry;
  auto server = std::make_unique<FakeReflection>(RoomDescriptors("room", {"say"}));
  Discovery discovery(Discover(server->address()), {"room.S"}, registry);
  discovery.Start([](const ContractVersion&) { ADD_FAILURE() << "there is no new contract"; });
  server.reset();
  EXPECT_TRUE(Eventually([&] {
    for (const auto& family : registry.Collect()) {
      if (family.name != "lossy_edge_discovery_failures_total") continue;
      if (!family.metric.empty() && family.metric[0].counter.value > 2) return true;
    }
    return false;
  }));
  EXPECT_TRUE(discovery.contract().current()->routes->Find("room:1"));
}

TEST(Discovery, ReadsChangedFiles) {
  const std::string path = testing::TempDir() + "/discovery_test.binpb";
  const auto write = [&](const google::protobuf::FileDescriptorSet& set) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << set.SerializeAsString();
  };
  write(RoomDescriptors("room", {"say"}));
  prometheus::Registry registry;
  Discovery discovery({.paths = {path}, .paths_poll = absl::Milliseconds(5)}, {"room.S"}, registry);
  std::atomic<int> swaps{0};
  discovery.Start([&](const ContractVersion&) { ++swaps; });
  write(RoomDescriptors("room", {"say", "ask"}));
  EXPECT_TRUE(Eventually([&] { return swaps == 1; }));
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace lossy::edge
