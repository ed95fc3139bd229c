#include "edge/discovery/live_contract.h"

#include <memory>
#include <string>
#include <vector>

#include "edge/channel/channel_table.h"
#include "edge/discovery/room_descriptors.h"
#include "edge/metrics/route_metrics.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lossy/channel/v1/channel.pb.h"

namespace lossy::edge {
namespace {

using google::protobuf::FileDescriptorSet;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::size_t kRoom = 0;
constexpr std::size_t kHall = 1;
constexpr std::size_t kFiles = 2;

class LiveContractTest : public testing::Test {
 protected:
  LiveContractTest() {
    contract_.set_on_swap([this](const ContractVersion& next) {
      swaps_.push_back(next.hash);
      channels_.Replace(next.routes);
    });
  }

  bool Answers(const std::string& topic, const std::string& event) const {
    const auto served = channels_.Find(topic);
    return served && served->channel().FindEvent(event) != nullptr;
  }
  double Tables() {
    for (const auto& family : registry_.Collect()) {
      if (family.name == "lossy_edge_contract_tables") return family.metric[0].gauge.value;
    }
    return -1;
  }

  prometheus::Registry registry_;
  DiscoveryMetrics metrics_{registry_};
  RouteMetrics routes_{registry_};
  LiveContract contract_{
      {"room.S", "hall.S", "descriptors"}, {"room.S", "hall.S"}, registry_, metrics_};
  ChannelTable channels_{contract_.current()->routes, routes_};
  std::vector<std::string> swaps_;
};

TEST_F(LiveContractTest, SwapsToWhatASourceOffers) {
  contract_.Offer({{kRoom, RoomDescriptors("room", {"say"})}});
  EXPECT_TRUE(Answers("room:1", "say"));
  EXPECT_FALSE(Answers("room:1", "ask"));
  contract_.Offer({{kRoom, RoomDescriptors("room", {"say", "ask"})}});
  EXPECT_TRUE(Answers("room:1", "ask"));
  EXPECT_THAT(swaps_, ElementsAre(testing::_, contract_.current()->hash));
}

TEST_F(LiveContractTest, DoesNotSwapToTheSameContract) {
  contract_.Offer({{kRoom, RoomDescriptors("room", {"say"})}});
  contract_.Offer({{kRoom, RoomDescriptors("room", {"say"})}});
  EXPECT_EQ(swaps_.size(), 1);
  EXPECT_EQ(Tables(), 1);
}

TEST_F(LiveContractTest, RefusesABadContractAndKeepsTheFormerOne) {
  contract_.Offer({{kRoom, RoomDescriptors("room", {"say"})}});
  contract_.Offer({{kRoom, BrokenDescriptors("room")}});
  EXPECT_EQ(swaps_.size(), 1);
  EXPECT_TRUE(Answers("room:1", "say"));
  EXPECT_THAT(std::string(contract_.problem(kRoom).message()),
              HasSubstr("room.proto: room.S.Broken: "));
  contract_.Offer({{kRoom, RoomDescriptors("room", {"ask"})}});
  EXPECT_TRUE(contract_.problem(kRoom).ok());
  EXPECT_TRUE(Answers("room:1", "ask"));
}

TEST_F(LiveContractTest, TakesTheGoodOfferBesideABadOne) {
  contract_.Offer({{kRoom, BrokenDescriptors("room")}, {kHall, RoomDescriptors("hall", {"say"})}});
  EXPECT_TRUE(Answers("hall:1", "say"));
  EXPECT_FALSE(contract_.problem(kRoom).ok());
  EXPECT_TRUE(contract_.problem(kHall).ok());
}

TEST_F(LiveContractTest, TriesARefusedOfferAgainWithTheNextOne) {
  FileDescriptorSet hall = RoomDescriptors("hall", {"say"});
  // The method of the service hall.S answers an event of a topic of room.S.
  auto& method = *hall.mutable_file()->rbegin()->mutable_service(0)->mutable_method(1);
  auto& on = *method.mutable_options()->MutableExtension(channel::v1::on, 0);
  on.set_topic("room:{id}");
  contract_.Offer({{kHall, hall}});
  EXPECT_FALSE(contract_.problem(kHall).ok());
  contract_.Offer({{kRoom, RoomDescriptors("room", {})}});
  EXPECT_TRUE(contract_.problem(kHall).ok());
  EXPECT_TRUE(Answers("room:1", "say"));
}

TEST_F(LiveContractTest, IsCompleteWhenEachServiceIsKnown) {
  EXPECT_FALSE(contract_.complete());
  contract_.Offer({{kRoom, RoomDescriptors("room", {})}});
  EXPECT_FALSE(contract_.complete());
  contract_.Offer({{kFiles, RoomDescriptors("hall", {})}});
  EXPECT_TRUE(contract_.complete());
}

TEST_F(LiveContractTest, FreesAnEarlierTableWithItsLastTopic) {
  contract_.Offer({{kRoom, RoomDescriptors("room", {"say"})}});
  auto first = channels_.Find("room:1");
  auto second = channels_.Find("room:2");
  contract_.Offer({{kRoom, RoomDescriptors("room", {"ask"})}});
  EXPECT_EQ(Tables(), 2);
  EXPECT_NE(first->channel().FindEvent("say"), nullptr);
  EXPECT_EQ(first->channel().FindEvent("ask"), nullptr);
  first.reset();
  EXPECT_EQ(Tables(), 2);
  second.reset();
  EXPECT_EQ(Tables(), 1);
}

TEST_F(LiveContractTest, KeepsNoTableThatIsNotUsed) {
  for (int i = 0; i < 10; ++i) {
    contract_.Offer({{kRoom, RoomDescriptors("room", {std::string(i + 1, 'x')})}});
  }
  EXPECT_EQ(swaps_.size(), 10);
  EXPECT_EQ(Tables(), 1);
}

}  // namespace
}  // namespace lossy::edge
