#include "edge/fanout/hub.h"

#include "edge/transport/fake_transport.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "prometheus/registry.h"

namespace lossy::edge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct FakeSource final : TopicSource {
  void Follow(Hub&, const std::string& topic) override { followed.push_back(topic); }
  void Unfollow(Hub&, const std::string& topic) override { unfollowed.push_back(topic); }

  std::vector<std::string> followed;
  std::vector<std::string> unfollowed;
};

struct Client final : Subscription::Listener {
  void OnSubscribed(const absl::Status& status) override {
    news.push_back(status.ok() ? "live" : "not");
  }
  void OnGap() override {
    news.push_back("gap");
    subscription.reset();
  }

  FakeTransport transport;
  std::vector<std::string> news;
  std::unique_ptr<Subscription> subscription;
};

class HubTest : public testing::Test {
 protected:
  void Subscribe(Client& client, const std::string& topic, const std::string& channel,
                 Serializer serializer = Serializer::kV2) {
    client.subscription = hub_.Subscribe({.topic = topic,
                                          .channel_topic = channel,
                                          .events = &events_,
                                          .serializer = serializer,
                                          .transport = &client.transport},
                                         client);
  }

  void SubscribeLive(Client& client, const std::string& topic, const std::string& channel) {
    Subscribe(client, topic, channel);
    hub_.OnFollowed(topic, absl::OkStatus());
  }

  const std::vector<std::string> events_ = {"made"};
  prometheus::Registry registry_;
  FakeSource source_;
  Hub hub_{source_, prometheus::BuildCounter().Name("deliveries").Register(registry_).Add({})};
};

TEST_F(HubTest, SendsOneSharedFrameToAllOfAChannel) {
  Client one, two;
  SubscribeLive(one, "v:1", "notes:1");
  Subscribe(two, "v:1", "notes:1");
  EXPECT_THAT(source_.followed, ElementsAre("v:1"));
  EXPECT_THAT(two.news, ElementsAre("live"));
  hub_.Publish({.topic = "v:1", .name = "made", .payload = {.json = "{\"id\":1}"}});
  EXPECT_THAT(one.transport.sent, ElementsAre("[null,null,\"notes:1\",\"made\",{\"id\":1}]"));
  ASSERT_EQ(two.transport.frames.size(), 1);
  EXPECT_EQ(one.transport.frames[0].get(), two.transport.frames[0].get());
}

TEST_F(HubTest, WritesToEachClientInItsSerializer) {
  Client first, second, text_only;
  Subscribe(first, "v:1", "n", Serializer::kV1);
  hub_.OnFollowed("v:1", absl::OkStatus());
  Subscribe(second, "v:1", "n", Serializer::kV2);
  Subscribe(text_only, "v:1", "n", Serializer::kV2TextOnly);
  hub_.Publish(
      {.topic = "v:1", .name = "made", .payload = {.json = "{\"b\":\"AQ==\"}", .bytes = "\x01"}});
  EXPECT_THAT(first.transport.sent,
              ElementsAre(R"({"topic":"n","event":"made","ref":null,"payload":{"b":"AQ=="}})"));
  EXPECT_THAT(second.transport.sent, ElementsAre("\x02\x01\x04nmade\x01"));
  EXPECT_THAT(text_only.transport.sent, ElementsAre(R"([null,null,"n","made",{"b":"AQ=="}])"));
}

TEST_F(HubTest, NamesEachChannelByItsOwnTopic) {
  Client notes, library;
  SubscribeLive(notes, "u:1", "notes:user:1");
  Subscribe(library, "u:1", "video:meta");
  hub_.Publish({.topic = "u:1", .name = "made", .payload = {.json = "{}"}});
  EXPECT_THAT(notes.transport.sent, ElementsAre("[null,null,\"notes:user:1\",\"made\",{}]"));
  EXPECT_THAT(library.transport.sent, ElementsAre("[null,null,\"video:meta\",\"made\",{}]"));
}

TEST_F(HubTest, DropsEventsThatTheChannelDoesNotForward) {
  Client client;
  SubscribeLive(client, "v:1", "notes:1");
  hub_.Publish({.topic = "v:1", .name = "other", .payload = {.json = "{}"}});
  hub_.Publish({.topic = "v:2", .name = "made", .payload = {.json = "{}"}});
  EXPECT_THAT(client.transport.sent, IsEmpty());
}

TEST_F(HubTest, SendsNothingBeforeTheTopicIsLive) {
  Client client;
  Subscribe(client, "v:1", "notes:1");
  hub_.Publish({.topic = "v:1", .name = "made", .payload = {.json = "{}"}});
  EXPECT_THAT(client.news, IsEmpty());
  EXPECT_THAT(client.transport.sent, IsEmpty());
}

TEST_F(HubTest, UnfollowsWithTheLastSubscription) {
  Client one, two;
  SubscribeLive(one, "v:1", "notes:1");
  Subscribe(two, "v:1", "notes:1");
  one.subscription.reset();
  EXPECT_THAT(source_.unfollowed, IsEmpty());
  hub_.Publish({.topic = "v:1", .name = "made", .payload = {.json = "{}"}});
  EXPECT_THAT(one.transport.sent, IsEmpty());
  EXPECT_EQ(two.transport.sent.size(), 1);
  two.subscription.reset();
  EXPECT_THAT(source_.unfollowed, ElementsAre("v:1"));
}

TEST_F(HubTest, TellsAllWhoWaitThatATopicCannotBeFollowed) {
  Client one, two;
  Subscribe(one, "v:1", "notes:1");
  Subscribe(two, "v:1", "notes:1");
  hub_.OnFollowed("v:1", absl::UnavailableError("away"));
  EXPECT_THAT(one.news, ElementsAre("not"));
  EXPECT_THAT(two.news, ElementsAre("not"));
}

TEST_F(HubTest, TellsOfAGapAndFollowsAnewForTheNext) {
  Client one, two, late;
  SubscribeLive(one, "v:1", "notes:1");
  Subscribe(two, "v:1", "notes:1");
  hub_.OnGap("v:1");
  EXPECT_THAT(one.news, ElementsAre("live", "gap"));
  EXPECT_THAT(two.news, ElementsAre("live", "gap"));
  Subscribe(late, "v:1", "notes:1");
  EXPECT_THAT(late.news, IsEmpty());
  EXPECT_THAT(source_.followed, ElementsAre("v:1", "v:1"));
}

}  // namespace
}  // namespace lossy::edge
