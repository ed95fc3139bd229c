#include "services/notifications/subscriptions/hub.h"

#include "absl/strings/str_cat.h"
#include "base/time/fake_clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/notifications/bus/fake_bus.h"
#include "services/notifications/events/fake_subscriber.h"
#include "services/notifications/log/faulty_log.h"
#include "services/notifications/log/split_log.h"
#include "services/notifications/log/test_events.h"

namespace lossy::notifications {
namespace {

using testing::_;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

constexpr std::size_t kMaxMissed = 10'000;

class HubTest : public testing::Test {
 protected:
  v1::Position Publish(const std::string& topic, std::size_t bytes = 10) {
    return *hub_.Publish(topic, absl::StrCat("id", ++published_), Event(bytes));
  }

  // Appends without delivery, as another replica does.
  EventPtr Append(const std::string& topic) {
    return log_.Append(topic, absl::StrCat("id", ++published_), Event())->event;
  }

  void Subscribe(const std::string& topic,
                 const absl::optional<v1::Position>& after = absl::nullopt) {
    EXPECT_TRUE(hub_.Subscribe(topic, after, subscriber_).ok());
  }

  // Returns one line for each response.
  std::vector<std::string> Seen() {
    std::vector<std::string> lines;
    for (const v1::SubscribeResponse& response : subscriber_->Take()) {
      if (response.has_event()) {
        lines.push_back(
            absl::StrCat(response.event().topic(), " ", response.event().position().offset()));
      } else {
        const v1::SubscribeResponse::Subscribed& subscribed = response.subscribed();
        lines.push_back(absl::StrCat(subscribed.topic(), " from ", subscribed.position().offset(),
                                     subscribed.recovered() ? " recovered" : ""));
      }
    }
    return lines;
  }

  base::FakeClock clock_;
  FaultyLog log_{clock_};
  FakeBus bus_;
  FakeBus other_bus_;  // Of another replica.
  prometheus::Registry registry_;
  Metrics metrics_{registry_};
  Hub hub_{log_, bus_, kMaxMissed, metrics_};
  std::shared_ptr<FakeSubscriber> subscriber_ = std::make_shared<FakeSubscriber>();
  int published_ = 0;
};

TEST_F(HubTest, DeliversEventsAfterTheSubscription) {
  Publish("a");
  Subscribe("a");
  Publish("a");
  Publish("b");
  Publish("a");
  EXPECT_THAT(Seen(), ElementsAre("a from 1", "a 2", "a 3"));
}

TEST_F(HubTest, SharesOneEncodingAmongAllSubscribers) {
  auto other = std::make_shared<FakeSubscriber>();
  Subscribe("a");
  EXPECT_TRUE(hub_.Subscribe("a", absl::nullopt, other).ok());
  Publish("a");
  EXPECT_EQ(subscriber_->frames().back(), other->frames().back());
}

TEST_F(HubTest, DeliversAnEventThatARepeatReveals) {
  Subscribe("a");
  const EventPtr appended = Append("a");
  EXPECT_TRUE(hub_.Publish("a", appended->event_id, Event()).ok());
  EXPECT_THAT(Seen(), ElementsAre("a from 0", "a 1"));
}

TEST_F(HubTest, DeliversARepeatedPublicationOnce) {
  Subscribe("a");
  const v1::Position first = *hub_.Publish("a", "same", Event());
  const v1::Position second = *hub_.Publish("a", "same", Event());
  EXPECT_EQ(first.SerializeAsString(), second.SerializeAsString());
  EXPECT_THAT(Seen(), ElementsAre("a from 0", "a 1"));
  EXPECT_EQ(metrics_.published_new.Value(), 1);
  EXPECT_EQ(metrics_.published_repeat.Value(), 1);
}

TEST_F(HubTest, ContinuesAfterAPositionThatHistoryReaches) {
  const v1::Position seen = Publish("a");
  Publish("a");
  Publish("a");
  Subscribe("a", seen);
  Publish("a");
  EXPECT_THAT(Seen(), ElementsAre("a from 1 recovered", "a 2", "a 3", "a 4"));
}

TEST_F(HubTest, ContinuesAtTheEndWithNothingMissed) {
  Subscribe("a", Publish("a"));
  EXPECT_THAT(Seen(), ElementsAre("a from 1 recovered"));
}

TEST_F(HubTest, ReadsNoEventsForPreparedTopicsWithoutMissedOnes) {
  const v1::Position a = Publish("a");
  const v1::Position b = Publish("b");
  const Hub::PreparedTopics prepared =
      hub_.Prepare({{.topic = "a", .continues = true}, {.topic = "b", .continues = true}});
  Subscribe("a", a);
  Subscribe("b", b);
  EXPECT_THAT(Seen(), ElementsAre("a from 1 recovered", "b from 1 recovered"));
  EXPECT_EQ(log_.head_reads, 1);
  EXPECT_EQ(log_.reads, 0);
}

TEST_F(HubTest, DeliversToPreparedTopicsTheEventsOfOtherReplicas) {
  Subscribe("a");
  const v1::Position first = Publish("a");
  Append("a");
  const Hub::PreparedTopics prepared = hub_.Prepare({{.topic = "a", .continues = true}});
  EXPECT_THAT(Seen(), ElementsAre("a from 0", "a 1", "a 2"));
  Subscribe("a", first);
  EXPECT_THAT(Seen(), ElementsAre("a from 1 recovered", "a 2"));
}

TEST_F(HubTest, MissesNoEventThatArrivesWhileItPreparesATopic) {
  log_.after_heads = [this] { Publish("a"); };
  const Hub::PreparedTopics prepared = hub_.Prepare({{.topic = "a", .continues = false}});
  Subscribe("a");
  Publish("a");
  EXPECT_THAT(Seen(), ElementsAre("a from 1", "a 2"));
}

TEST_F(HubTest, ReleasesAPreparedTopicWithoutSubscribers) {
  {
    const Hub::PreparedTopics prepared =
        hub_.Prepare({{.topic = "a", .continues = false}, {.topic = "b", .continues = false}});
    Subscribe("b");
  }
  EXPECT_THAT(bus_.followed(), ElementsAre("b"));
}

TEST_F(HubTest, ReportsAGapWhenHistoryIsTooShort) {
  const v1::Position seen = Publish("a");
  for (int i = 0; i < 30; ++i) Publish("a");
  Subscribe("a", seen);
  Publish("a");
  EXPECT_THAT(Seen(), ElementsAre("a from 31", "a 32"));
}

TEST_F(HubTest, ReportsAGapWhenTheEpochIsAnother) {
  const v1::Position other = Publish("b");
  Publish("a");
  Subscribe("a", other);
  EXPECT_THAT(Seen(), ElementsAre("a from 1"));
}

TEST_F(HubTest, ReportsAGapWhenTooManyEventsWereMissed) {
  const v1::Position seen = Publish("a");
  Publish("a", kMaxMissed / 2);
  Publish("a", kMaxMissed / 2);
  Subscribe("a", seen);
  EXPECT_THAT(Seen(), ElementsAre("a from 3"));
}

TEST_F(HubTest, StartsASubscriptionAgainWithoutDeliveringTwice) {
  Subscribe("a");
  const v1::Position seen = Publish("a");
  Publish("a");
  Seen();
  Subscribe("a", seen);
  Publish("a");
  EXPECT_THAT(Seen(), ElementsAre("a from 1 recovered", "a 2", "a 3"));
  EXPECT_EQ(metrics_.subscriptions.Value(), 1);
}

TEST_F(HubTest, OffersNothingAfterUnsubscribe) {
  Subscribe("a");
  Seen();
  hub_.Unsubscribe("a", subscriber_.get());
  hub_.Unsubscribe("a", subscriber_.get());
  hub_.Unsubscribe("b", subscriber_.get());
  Publish("a");
  EXPECT_THAT(Seen(), IsEmpty());
  EXPECT_EQ(metrics_.subscriptions.Value(), 0);
  Subscribe("a");
  EXPECT_THAT(Seen(), ElementsAre("a from 1"));
}

TEST_F(HubTest, OrdersEventsAndDropsRepeatedOnes) {
  Subscribe("a");
  const EventPtr first = Append("a"), second = Append("a"), third = Append("a");
  hub_.OnMessage(second->encoded);
  hub_.OnMessage(first->encoded);
  hub_.OnMessage(third->encoded);
  hub_.OnMessage(second->encoded);
  EXPECT_THAT(Seen(), ElementsAre("a from 0", "a 1", "a 2", "a 3"));
}

TEST_F(HubTest, FindsUndeliveredEventsWhenItChecksTheHeads) {
  Subscribe("a");
  Subscribe("b");
  Append("a");
  Append("a");
  hub_.CheckHeads();
  hub_.CheckHeads();
  EXPECT_THAT(Seen(), ElementsAre("a from 0", "b from 0", "a 1", "a 2"));
}

TEST_F(HubTest, ComparesOnlyTheHeadsOfTopicsThatChanged) {
  log_.changes = TopicLog::Changes{};
  for (int i = 0; i < 100; ++i) Subscribe(absl::StrCat("t", i));
  Append("t7");
  Seen();
  const std::size_t before = log_.heads_read;
  log_.changes->topics = {"t7"};
  hub_.CheckHeads();
  EXPECT_EQ(log_.heads_read - before, 1);
  EXPECT_THAT(Seen(), ElementsAre("t7 1"));
}

TEST_F(HubTest, ReadsATopicLaterWhoseEventsItCouldNotRead) {
  log_.changes = TopicLog::Changes{};
  Subscribe("a");
  Append("a");
  const EventPtr second = Append("a");
  log_.failure = absl::UnavailableError("away");
  hub_.OnMessage(second->encoded);
  hub_.CheckHeads();
  log_.failure = absl::OkStatus();
  hub_.CheckHeads();
  EXPECT_THAT(Seen(), ElementsAre("a from 0", "a 1", "a 2"));
}

// A client may have seen, elsewhere, what this process has not delivered yet.
TEST_F(HubTest, ContinuesAfterAPositionThatItHasNotReachedItself) {
  auto other = std::make_shared<FakeSubscriber>();
  EXPECT_TRUE(hub_.Subscribe("a", absl::nullopt, other).ok());
  const EventPtr first = Append("a"), second = Append("a");
  Subscribe("a", first->position);
  hub_.OnMessage(first->encoded);
  hub_.OnMessage(second->encoded);
  Publish("a");
  EXPECT_THAT(Seen(), ElementsAre("a from 1 recovered", "a 2", "a 3"));
  EXPECT_EQ(other->Take().size(), 4);
}

TEST_F(HubTest, ReportsANewEpochOfTheLog) {
  Subscribe("a");
  Publish("a");
  log_.Lose();
  Publish("a");
  Publish("a");
  EXPECT_THAT(Seen(), ElementsAre("a from 0", "a 1", "a from 1", "a 2"));
}

TEST_F(HubTest, NoticesANewEpochWithoutAnEvent) {
  Subscribe("a");
  log_.Lose();
  hub_.CheckHeads();
  Publish("a");
  EXPECT_THAT(Seen(), ElementsAre("a from 0", "a from 0", "a 1"));
}

TEST_F(HubTest, RefusesWhileTheLogIsUnavailableAndChangesNothing) {
  Subscribe("a");
  Seen();
  log_.failure = absl::UnavailableError("away");
  EXPECT_TRUE(absl::IsUnavailable(hub_.Subscribe("b", absl::nullopt, subscriber_)));
  EXPECT_TRUE(absl::IsUnavailable(hub_.Subscribe("a", v1::Position(), subscriber_)));
  EXPECT_TRUE(absl::IsUnavailable(hub_.Publish("a", "x", Event()).status()));
  hub_.CheckHeads();
  log_.failure = absl::OkStatus();
  Publish("a");
  Publish("b");
  EXPECT_THAT(Seen(), ElementsAre("a 1"));
}

TEST_F(HubTest, RecoversAfterAnOutageOfTheLog) {
  Subscribe("a");
  const EventPtr first = Append("a"), second = Append("a");
  log_.failure = absl::UnavailableError("away");
  hub_.OnMessage(second->encoded);
  EXPECT_THAT(Seen(), ElementsAre("a from 0"));
  log_.failure = absl::OkStatus();
  hub_.CheckHeads();
  EXPECT_THAT(Seen(), ElementsAre("a 1", "a 2"));
}

TEST_F(HubTest, AnnouncesEachAppendedEventOnceToOtherReplicas) {
  hub_.Publish("a", "same", Event()).IgnoreError();
  hub_.Publish("a", "same", Event()).IgnoreError();
  EXPECT_THAT(bus_.TakeSent(), ElementsAre(Pair("a", _)));
}

TEST_F(HubTest, DeliversEventsOfAnotherReplica) {
  Hub other(log_, other_bus_, kMaxMissed, metrics_);
  Subscribe("a");
  other.Publish("a", "x", Event()).IgnoreError();
  for (const auto& [topic, bytes] : other_bus_.TakeSent()) hub_.OnMessage(bytes);
  EXPECT_THAT(Seen(), ElementsAre("a from 0", "a 1"));
}

TEST_F(HubTest, ReadsTooLargeEventsFromTheLog) {
  Hub other(log_, other_bus_, kMaxMissed, metrics_);
  Subscribe("a");
  other.Publish("a", "x", Event(kMaxBusBytes)).IgnoreError();
  for (const auto& [topic, bytes] : other_bus_.TakeSent()) {
    EXPECT_LT(bytes.size(), 200);
    hub_.OnMessage(bytes);
  }
  EXPECT_THAT(Seen(), ElementsAre("a from 0", "a 1"));
}

class LoggedOnlyHubTest : public HubTest {
 protected:
  static std::string OnTheBus(const std::string& topic, const v1::Position& position) {
    v1::SubscribeResponse response;
    v1::Event& event = *response.mutable_event();
    event.set_topic(topic);
    *event.mutable_position() = position;
    event.set_event_id("forged");
    *event.mutable_event() = Event();
    return response.SerializeAsString();
  }

  Hub careful_{log_, bus_, kMaxMissed, metrics_, {"orders"}};
};

TEST_F(LoggedOnlyHubTest, PutsPositionsAloneOnTheBus) {
  careful_.Publish("orders", "x", Event(100)).IgnoreError();
  careful_.Publish("a", "x", Event(100)).IgnoreError();
  const auto sent = bus_.TakeSent();
  ASSERT_EQ(sent.size(), 2);
  EXPECT_LT(sent[0].second.size(), 100);
  EXPECT_GT(sent[1].second.size(), 100);
}

TEST_F(LoggedOnlyHubTest, TakesEventsFromTheLogAlone) {
  EXPECT_TRUE(careful_.Subscribe("orders", absl::nullopt, subscriber_).ok());
  v1::Position next = log_.Heads({"orders"})->front();
  next.set_offset(next.offset() + 1);
  careful_.OnMessage(OnTheBus("orders", next));
  next.set_offset(1'000'000);
  careful_.OnMessage(OnTheBus("orders", next));
  next.set_epoch("another");
  careful_.OnMessage(OnTheBus("orders", next));
  EXPECT_THAT(Seen(), ElementsAre("orders from 0"));
  // They do not keep the hub from delivering the authentic ones.
  careful_.OnMessage(OnTheBus("orders", Append("orders")->position));
  Append("orders");
  careful_.CheckHeads();
  const std::vector<v1::SubscribeResponse> seen = subscriber_->Take();
  ASSERT_EQ(seen.size(), 2);
  EXPECT_EQ(seen[0].event().event_id(), "id1");
  EXPECT_EQ(seen[1].event().event_id(), "id2");
}

TEST_F(HubTest, FollowsOnTheBusTheTopicsOfItsSubscribers) {
  Subscribe("a");
  Subscribe("b");
  hub_.Unsubscribe("b", subscriber_.get());
  Subscribe("c");
  log_.failure = absl::UnavailableError("away");
  EXPECT_FALSE(hub_.Subscribe("d", absl::nullopt, subscriber_).ok());
  EXPECT_THAT(bus_.followed(), UnorderedElementsAre("a", "c"));
}

TEST_F(HubTest, FindsEventsThatItMissedDuringABusOutage) {
  Subscribe("a");
  Append("a");
  hub_.OnPossibleLoss();
  EXPECT_THAT(Seen(), ElementsAre("a from 0", "a 1"));
}

TEST_F(HubTest, DropsMalformedMessagesOfTheBus) {
  Subscribe("a");
  hub_.OnMessage("");
  hub_.OnMessage("\xff\xff nonsense");
  Publish("a");
  EXPECT_THAT(Seen(), ElementsAre("a from 0", "a 1"));
}

TEST_F(HubTest, ReportsEpochsThatAnOperatorEnds) {
  const v1::Position before = Publish("a");
  Subscribe("a");
  Subscribe("b");
  EXPECT_TRUE(hub_.EndEpochs({"a"}).ok());
  Publish("a");
  EXPECT_THAT(Seen(), ElementsAre("a from 1", "b from 0", "a from 1", "a 2"));
  Subscribe("a", before);
  EXPECT_THAT(Seen(), ElementsAre("a from 2"));
  EXPECT_TRUE(hub_.EndEpochs({}).ok());
  EXPECT_THAT(Seen(), UnorderedElementsAre("a from 2", "b from 0"));
}

// A hub whose log has a part that fails: the topics that begin with "x:".
class HubPartsTest : public testing::Test {
 protected:
  absl::Status Subscribe(const std::string& topic, const absl::Status& prepared) {
    return hub_.Subscribe(topic, absl::nullopt, subscriber_, prepared);
  }

  std::vector<std::string> TopicsOfEvents() {
    std::vector<std::string> topics;
    for (const v1::SubscribeResponse& response : subscriber_->Take()) {
      if (response.has_event()) topics.push_back(response.event().topic());
    }
    return topics;
  }

  base::FakeClock clock_;
  FaultyLog failing_{clock_}, working_{clock_};
  SplitLog log_{{"x:"}, failing_, working_};
  FakeBus bus_;
  prometheus::Registry registry_;
  Metrics metrics_{registry_};
  Hub hub_{log_, bus_, kMaxMissed, metrics_};
  std::shared_ptr<FakeSubscriber> subscriber_ = std::make_shared<FakeSubscriber>();
};

TEST_F(HubPartsTest, SubscriptionsToOtherPartsSucceed) {
  failing_.failure = absl::UnavailableError("away");
  const auto prepared = hub_.Prepare({{"x:1", false}, {"a", false}});
  EXPECT_TRUE(Subscribe("a", prepared.status()).ok());
  EXPECT_TRUE(absl::IsUnavailable(Subscribe("x:1", prepared.status())));
}

TEST_F(HubPartsTest, ChecksTheHeadsOfOtherParts) {
  for (const char* topic : {"x:1", "a"}) ASSERT_TRUE(Subscribe(topic, absl::OkStatus()).ok());
  ASSERT_TRUE(failing_.Append("x:1", "1", Event()).ok());
  ASSERT_TRUE(working_.Append("a", "1", Event()).ok());
  failing_.failure = absl::UnavailableError("away");
  hub_.CheckHeads();
  EXPECT_THAT(TopicsOfEvents(), ElementsAre("a"));
  failing_.failure = absl::OkStatus();
  // Of this part nothing changed since the last look.
  working_.changes = TopicLog::Changes{};
  hub_.CheckHeads();
  EXPECT_THAT(TopicsOfEvents(), ElementsAre("x:1"));
}

}  // namespace
}  // namespace lossy::notifications
