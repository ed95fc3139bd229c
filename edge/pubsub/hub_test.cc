#include "edge/pubsub/hub.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/time/fake_clock.h"
#include "base/trace/fake_span_sink.h"
#include "edge/metrics/pubsub_metrics.h"
#include "edge/transport/fake_transport.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "prometheus/registry.h"

namespace lossy::edge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct FakeSource final : TopicSource {
  void Follow(Hub&, const base::SharedText& topic) override { followed.emplace_back(topic.view()); }
  void Unfollow(Hub&, const std::string& topic) override { unfollowed.push_back(topic); }
  void Recover(Hub&, const std::string& topic, const Position& after) override {
    asked.push_back(absl::StrCat(topic, " ", after.epoch.view(), ":", after.offset));
  }

  std::vector<std::string> followed;
  std::vector<std::string> asked;
  std::vector<std::string> unfollowed;
};

struct Client final : Subscription::Listener {
  void OnSubscribed(const absl::StatusOr<Subscription::Beginning>& beginning) override {
    if (!beginning.ok()) return received.push_back("not");
    const Position& at = beginning->position;
    received.push_back(beginning->recovered
                           ? absl::StrCat("recovered ", at.epoch.view(), ":", at.offset)
                           : "live");
    for (const EncodedMessagePtr& message : beginning->missed) transport.Send(message);
  }
  void OnGap() override {
    received.push_back("gap");
    subscription.reset();
  }

  FakeTransport transport;
  std::vector<std::string> received;
  std::unique_ptr<Subscription> subscription;
};

const Position kStart = {.epoch = "e", .offset = 3};

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
    hub_.OnFollowed(topic, kStart);
  }

  // Subscribes with positions.
  void Recover(Client& client, absl::optional<Position> after,
               Serializer serializer = Serializer::kV2) {
    client.subscription = hub_.Subscribe({.topic = "v:1",
                                          .channel_topic = "n",
                                          .events = &events_,
                                          .serializer = serializer,
                                          .transport = &client.transport,
                                          .positions = true,
                                          .after = std::move(after)},
                                         client);
  }

  static PublishedEvent Made(std::int64_t offset) {
    return {.topic = "v:1",
            .name = "made",
            .payload = {.json = absl::StrCat("{\"id\":", offset, "}")},
            .position = {.epoch = "e", .offset = offset}};
  }
  static std::string Frame(int offset) {
    return absl::StrCat(R"([null,null,"n","made",{"id":)", offset,
                        R"(,"position":{"epoch":"e","offset":)", offset, "}}]");
  }
  // Returns all events after `after` up to `end`.
  static MissedEvents MissedAfter(std::int64_t after, std::int64_t end) {
    MissedEvents missed{.after = {.epoch = "e", .offset = after},
                        .complete = true,
                        .position = {.epoch = "e", .offset = end}};
    for (std::int64_t offset = after + 1; offset <= end; ++offset) {
      missed.events.push_back(std::make_shared<PublishedEvent>(Made(offset)));
    }
    return missed;
  }

  const std::vector<std::string> events_ = {"made"};
  prometheus::Registry registry_;
  FakeSource source_;
  base::FakeClock clock_;
  PubsubMetrics metrics_{registry_};
  Hub hub_{source_, metrics_, clock_};
};

TEST_F(HubTest, SendsOneSharedFrameToAllOfAChannel) {
  Client one, two;
  SubscribeLive(one, "v:1", "room:1");
  Subscribe(two, "v:1", "room:1");
  EXPECT_THAT(source_.followed, ElementsAre("v:1"));
  EXPECT_THAT(two.received, ElementsAre("live"));
  hub_.Publish({.topic = "v:1", .name = "made", .payload = {.json = "{\"id\":1}"}});
  EXPECT_THAT(one.transport.sent, ElementsAre("[null,null,\"room:1\",\"made\",{\"id\":1}]"));
  ASSERT_EQ(two.transport.messages.size(), 1);
  EXPECT_EQ(one.transport.messages[0].get(), two.transport.messages[0].get());
}

TEST_F(HubTest, SendsToEachContractTheEventsOfItsOwn) {
  const std::vector<std::string> newer_events = {"made", "moved"};
  Client older, newer;
  SubscribeLive(older, "v:1", "room:1");
  newer.subscription = hub_.Subscribe({.topic = "v:1",
                                       .channel_topic = "room:1",
                                       .events = &newer_events,
                                       .serializer = Serializer::kV2,
                                       .transport = &newer.transport},
                                      newer);
  hub_.Publish({.topic = "v:1", .name = "moved", .payload = {.json = "{}"}});
  EXPECT_THAT(older.transport.sent, IsEmpty());
  EXPECT_THAT(newer.transport.sent, ElementsAre("[null,null,\"room:1\",\"moved\",{}]"));
  hub_.Publish({.topic = "v:1", .name = "made", .payload = {.json = "{}"}});
  EXPECT_EQ(older.transport.sent.size(), 1);
  EXPECT_EQ(newer.transport.sent.size(), 2);
}

TEST_F(HubTest, WritesToEachClientInItsSerializer) {
  Client first, second, text_only;
  Subscribe(first, "v:1", "n", Serializer::kV1);
  hub_.OnFollowed("v:1", kStart);
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
  Client own, lobby;
  SubscribeLive(own, "u:1", "inbox:1");
  Subscribe(lobby, "u:1", "lobby:main");
  hub_.Publish({.topic = "u:1", .name = "made", .payload = {.json = "{}"}});
  EXPECT_THAT(own.transport.sent, ElementsAre("[null,null,\"inbox:1\",\"made\",{}]"));
  EXPECT_THAT(lobby.transport.sent, ElementsAre("[null,null,\"lobby:main\",\"made\",{}]"));
}

TEST_F(HubTest, DropsEventsThatTheChannelDoesNotForward) {
  Client client;
  SubscribeLive(client, "v:1", "room:1");
  hub_.Publish({.topic = "v:1", .name = "other", .payload = {.json = "{}"}});
  hub_.Publish({.topic = "v:2", .name = "made", .payload = {.json = "{}"}});
  EXPECT_THAT(client.transport.sent, IsEmpty());
}

TEST_F(HubTest, SendsNothingBeforeTheTopicIsLive) {
  Client client;
  Subscribe(client, "v:1", "room:1");
  hub_.Publish({.topic = "v:1", .name = "made", .payload = {.json = "{}"}});
  EXPECT_THAT(client.received, IsEmpty());
  EXPECT_THAT(client.transport.sent, IsEmpty());
}

TEST_F(HubTest, UnfollowsWithTheLastSubscription) {
  Client one, two;
  SubscribeLive(one, "v:1", "room:1");
  Subscribe(two, "v:1", "room:1");
  one.subscription.reset();
  EXPECT_THAT(source_.unfollowed, IsEmpty());
  hub_.Publish({.topic = "v:1", .name = "made", .payload = {.json = "{}"}});
  EXPECT_THAT(one.transport.sent, IsEmpty());
  EXPECT_EQ(two.transport.sent.size(), 1);
  two.subscription.reset();
  EXPECT_THAT(source_.unfollowed, ElementsAre("v:1"));
}

TEST_F(HubTest, PassesARefusalOfATopicToAllWaitingClients) {
  Client one, two;
  Subscribe(one, "v:1", "room:1");
  Subscribe(two, "v:1", "room:1");
  hub_.OnFollowed("v:1", absl::UnavailableError("away"));
  EXPECT_THAT(one.received, ElementsAre("not"));
  EXPECT_THAT(two.received, ElementsAre("not"));
}

TEST_F(HubTest, ReportsAGapAndFollowsAgainForTheNextClient) {
  Client one, two, late;
  SubscribeLive(one, "v:1", "room:1");
  Subscribe(two, "v:1", "room:1");
  hub_.OnGap("v:1");
  EXPECT_THAT(one.received, ElementsAre("live", "gap"));
  EXPECT_THAT(two.received, ElementsAre("live", "gap"));
  Subscribe(late, "v:1", "room:1");
  EXPECT_THAT(late.received, IsEmpty());
  EXPECT_THAT(source_.followed, ElementsAre("v:1", "v:1"));
}

TEST_F(HubTest, SendsPositionsOnlyToClientsThatRequestThem) {
  Client one, two, plain;
  Recover(one, absl::nullopt);
  Subscribe(plain, "v:1", "n");
  hub_.OnFollowed("v:1", kStart);
  Recover(two, absl::nullopt);
  hub_.Publish(Made(4));
  EXPECT_THAT(one.transport.sent, ElementsAre(Frame(4)));
  EXPECT_THAT(plain.transport.sent, ElementsAre(R"([null,null,"n","made",{"id":4}])"));
  ASSERT_EQ(two.transport.messages.size(), 1);
  EXPECT_EQ(one.transport.messages[0].get(), two.transport.messages[0].get());
}

TEST_F(HubTest, SendsNoBytesWhereAPositionIsWanted) {
  Client v1, v2;
  Recover(v1, absl::nullopt, Serializer::kV1);
  hub_.OnFollowed("v:1", kStart);
  Recover(v2, absl::nullopt);
  PublishedEvent event = Made(4);
  event.payload = {.json = "{}", .bytes = "\x01"};
  hub_.Publish(event);
  EXPECT_THAT(
      v1.transport.sent,
      ElementsAre(
          R"({"topic":"n","event":"made","ref":null,"payload":{"position":{"epoch":"e","offset":4}}})"));
  EXPECT_THAT(v2.transport.sent,
              ElementsAre(R"([null,null,"n","made",{"position":{"epoch":"e","offset":4}}])"));
}

TEST_F(HubTest, ReadsNothingForAClientThatMissedNothing) {
  Client client;
  Recover(client, kStart);
  hub_.OnFollowed("v:1", kStart);
  EXPECT_THAT(client.received, ElementsAre("recovered e:3"));
  EXPECT_THAT(source_.asked, IsEmpty());
}

TEST_F(HubTest, DoesNotRecoverAnotherEpoch) {
  Client client;
  Recover(client, Position{.epoch = "d", .offset = 3});
  hub_.OnFollowed("v:1", kStart);
  EXPECT_THAT(client.received, ElementsAre("live"));
  EXPECT_THAT(source_.asked, IsEmpty());
}

TEST_F(HubTest, SendsMissedEventsBeforeLiveOnes) {
  Client client;
  Recover(client, Position{.epoch = "e", .offset = 1});
  hub_.OnFollowed("v:1", kStart);
  EXPECT_THAT(source_.asked, ElementsAre("v:1 e:1"));
  hub_.Publish(Made(4));
  EXPECT_THAT(client.received, IsEmpty());
  EXPECT_THAT(client.transport.sent, IsEmpty());
  hub_.OnMissed("v:1", MissedAfter(1, 4));
  hub_.Publish(Made(5));
  EXPECT_THAT(client.received, ElementsAre("recovered e:1"));
  EXPECT_THAT(client.transport.sent, ElementsAre(Frame(2), Frame(3), Frame(4), Frame(5)));
}

TEST_F(HubTest, ReadsOnceForAllClientsThatReconnectTogether) {
  Client one, two, three;
  Recover(one, Position{.epoch = "e", .offset = 1});
  hub_.OnFollowed("v:1", kStart);
  Recover(two, Position{.epoch = "e", .offset = 2});
  Recover(three, Position{.epoch = "e", .offset = 0});
  hub_.OnMissed("v:1", MissedAfter(1, 3));
  EXPECT_THAT(one.transport.sent, ElementsAre(Frame(2), Frame(3)));
  EXPECT_THAT(two.transport.sent, ElementsAre(Frame(3)));
  EXPECT_EQ(one.transport.messages[1].get(), two.transport.messages[0].get());
  EXPECT_THAT(three.received, IsEmpty());
  EXPECT_THAT(source_.asked, ElementsAre("v:1 e:1", "v:1 e:0"));
  hub_.OnMissed("v:1", MissedAfter(0, 3));
  EXPECT_THAT(three.transport.sent, ElementsAre(Frame(1), Frame(2), Frame(3)));
}

TEST_F(HubTest, NeverRecoversAPart) {
  Client one, two, old;
  Recover(one, Position{.epoch = "e", .offset = 1});
  hub_.OnFollowed("v:1", kStart);
  Recover(two, Position{.epoch = "e", .offset = 2});
  Recover(old, Position{.epoch = "e", .offset = 0});
  MissedEvents missed = MissedAfter(1, 3);
  missed.complete = false;
  hub_.OnMissed("v:1", missed);
  EXPECT_THAT(one.received, ElementsAre("live"));
  EXPECT_THAT(one.transport.sent, IsEmpty());
  EXPECT_THAT(old.received, ElementsAre("live"));
  EXPECT_THAT(source_.asked, ElementsAre("v:1 e:1", "v:1 e:2"));
  hub_.OnMissed("v:1", MissedAfter(2, 3));
  EXPECT_THAT(two.received, ElementsAre("recovered e:2"));
  EXPECT_THAT(two.transport.sent, ElementsAre(Frame(3)));
}

TEST_F(HubTest, RecoversAClientThoughAnotherIsAheadOfTheLog) {
  Client ahead, behind;
  Recover(ahead, Position{.epoch = "e", .offset = 99});
  hub_.OnFollowed("v:1", kStart);
  Recover(behind, Position{.epoch = "e", .offset = 2});
  hub_.OnMissed("v:1", MissedEvents{.after = {.epoch = "e", .offset = 99}, .position = kStart});
  EXPECT_THAT(ahead.received, ElementsAre("live"));
  EXPECT_THAT(behind.received, IsEmpty());
  EXPECT_THAT(source_.asked, ElementsAre("v:1 e:99", "v:1 e:2"));
}

TEST_F(HubTest, RefusesARecoveryThatCannotReadNow) {
  Client one, two;
  Subscribe(two, "v:1", "n");
  Recover(one, Position{.epoch = "e", .offset = 1});
  hub_.OnFollowed("v:1", kStart);
  hub_.OnMissed("v:1", absl::UnavailableError("away"));
  EXPECT_THAT(one.received, ElementsAre("not"));
  hub_.Publish(Made(4));
  EXPECT_THAT(one.transport.sent, IsEmpty());
  EXPECT_EQ(two.transport.sent.size(), 1);
}

TEST_F(HubTest, BeginsBehindAGapThatComesDuringARecovery) {
  Client client;
  Recover(client, Position{.epoch = "e", .offset = 1});
  hub_.OnFollowed("v:1", kStart);
  hub_.OnGap("v:1");
  EXPECT_THAT(source_.followed, ElementsAre("v:1", "v:1"));
  hub_.OnFollowed("v:1", Position{.epoch = "f", .offset = 0});
  EXPECT_THAT(client.received, ElementsAre("live"));
}

TEST_F(HubTest, ForgetsAClientThatLeavesDuringARecovery) {
  Client client;
  Recover(client, Position{.epoch = "e", .offset = 1});
  hub_.OnFollowed("v:1", kStart);
  client.subscription.reset();
  EXPECT_THAT(source_.unfollowed, ElementsAre("v:1"));
  hub_.OnMissed("v:1", MissedAfter(1, 3));
  EXPECT_THAT(client.received, IsEmpty());
}

TEST_F(HubTest, MeasuresTheTimeFromTheChangeToEachWrite) {
  Client one, two;
  SubscribeLive(one, "v:1", "n");
  Subscribe(two, "v:1", "n");
  PublishedEvent event = Made(4);
  event.origin.changed_us = absl::ToUnixMicros(clock_.Now() - absl::Seconds(3));
  hub_.Publish(event);
  hub_.ExportLags();
  const prometheus::ClientMetric::Histogram lag =
      metrics_.commit_to_socket.Add({{"event", "made"}}, PubsubMetrics::kSeconds)
          .Collect()
          .histogram;
  EXPECT_EQ(lag.sample_count, 2u);
  EXPECT_EQ(lag.sample_sum, 6);
}

TEST_F(HubTest, DoesNotMeasureEventsThatAClientRecovers) {
  Client client;
  SubscribeLive(client, "v:1", "n");
  Client late;
  Recover(late, Position{.epoch = "e", .offset = 1});
  MissedEvents missed = MissedAfter(1, 3);
  std::vector<PublishedEventPtr> old;
  for (const PublishedEventPtr& event : missed.events) {
    auto changed = std::make_shared<PublishedEvent>(*event);
    changed->origin.changed_us = 1;
    old.push_back(std::move(changed));
  }
  missed.events = std::move(old);
  hub_.OnMissed("v:1", missed);
  hub_.ExportLags();
  EXPECT_EQ(late.transport.sent.size(), 2u);
  for (const prometheus::MetricFamily& family : metrics_.commit_to_socket.Collect()) {
    EXPECT_THAT(family.metric, IsEmpty());
  }
}

TEST_F(HubTest, ContinuesTheTraceOfAnEventToTheWrites) {
  const base::FakeSpanSink sink;
  std::vector<Client> clients(6);
  SubscribeLive(clients[0], "v:1", "n");
  for (std::size_t i = 1; i < clients.size(); ++i) Subscribe(clients[i], "v:1", "n");
  PublishedEvent event = Made(4);
  event.trace = {.trace_high = 1, .trace_low = 2, .span = 3, .sampled = true};
  hub_.Publish(event);
  const base::SpanRecord delivery = sink.Find("event_delivery");
  EXPECT_EQ(delivery.parent, 3u);
  std::vector<std::uint64_t> parents;
  for (const base::SpanRecord& span : sink.spans()) {
    if (span.name == "socket_write") parents.push_back(span.parent);
  }
  EXPECT_EQ(parents, std::vector<std::uint64_t>(4, delivery.context.span))
      << "a few writes stand for all";
}

TEST_F(HubTest, TracesNoEventOfNoTrace) {
  const base::FakeSpanSink sink;
  Client client;
  SubscribeLive(client, "v:1", "n");
  hub_.Publish(Made(4));
  EXPECT_TRUE(sink.spans().empty());
}

TEST_F(HubTest, CountsItsSubscriptions) {
  Client one, two;
  SubscribeLive(one, "v:1", "n");
  Subscribe(two, "v:1", "n");
  EXPECT_EQ(metrics_.subscriptions.Value(), 2);
  one.subscription.reset();
  EXPECT_EQ(metrics_.subscriptions.Value(), 1);
}

}  // namespace
}  // namespace lossy::edge
