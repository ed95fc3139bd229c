#include "services/notifications/presence/presence_tracker.h"

#include "absl/strings/str_cat.h"
#include "base/time/fake_clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/notifications/events/fake_subscriber.h"
#include "services/notifications/presence/present_refs.h"

namespace lossy::notifications {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

v1::Presence Make(const std::string& ref, const std::string& key = "ann",
                  const std::string& replaces = "") {
  v1::Presence presence;
  presence.set_ref(ref);
  presence.set_key(key);
  presence.set_replaces(replaces);
  return presence;
}

std::vector<std::string> Refs(const google::protobuf::RepeatedPtrField<v1::Presence>& presences) {
  std::vector<std::string> refs;
  for (const v1::Presence& presence : presences) refs.push_back(presence.ref());
  return refs;
}

std::vector<std::string> Left(const v1::SubscribeResponse& response) {
  return {response.presence_changed().left().begin(), response.presence_changed().left().end()};
}

std::vector<std::string> Joined(const v1::SubscribeResponse& response) {
  return Refs(response.presence_changed().joined());
}

class PresenceTrackerTest : public testing::Test {
 protected:
  absl::Status Track(const std::string& ref, const std::string& replaces = "",
                     const std::string& topic = "a") {
    return tracker_.Track(topic, Make(ref, "ann", replaces), this);
  }

  std::set<std::string> PresentRefs(const std::string& topic = "a") {
    return PresentRefsOf(tracker_, topic);
  }

  // Ticks, and returns when the next tick is due.
  absl::Time TickOnce() {
    tracker_.ticks().Begin();
    tracker_.Tick();
    return tracker_.ticks().due();
  }

  // Returns the changes that the watcher receives at the next tick.
  std::vector<v1::SubscribeResponse> News() {
    tracker_.Tick();
    return watcher_->Take();
  }

  void Watch() {
    EXPECT_TRUE(tracker_.Watch("a", watcher_).ok());
    watcher_->Take();
  }

  base::FakeClock clock_;
  prometheus::Registry registry_;
  PresenceMetrics metrics_{registry_};
  NoClaimObserver claims_;
  PresenceTracker tracker_{{.topics = 2,
                            .topic_presences = 3,
                            .topic_bytes = 100'000,
                            .bytes = 150'000,
                            .lease = absl::Seconds(5)},
                           claims_,
                           clock_,
                           metrics_};
  std::shared_ptr<FakeSubscriber> watcher_ = std::make_shared<FakeSubscriber>();
};

TEST_F(PresenceTrackerTest, SendsANewWatcherTheState) {
  EXPECT_TRUE(Track("r1").ok());
  EXPECT_TRUE(tracker_.Track("a", Make("r2", "bob"), this).ok());
  EXPECT_TRUE(tracker_.Watch("a", watcher_).ok());
  const std::vector<v1::SubscribeResponse> received = watcher_->Take();
  ASSERT_EQ(received.size(), 1);
  EXPECT_EQ(received[0].watched().topic(), "a");
  EXPECT_FALSE(received[0].watched().more());
  EXPECT_THAT(Refs(received[0].watched().presences()), UnorderedElementsAre("r1", "r2"));
  EXPECT_THAT(News(), IsEmpty());
}

TEST_F(PresenceTrackerTest, SendsTheChangesOfOneTickTogetherAndInOrder) {
  Watch();
  EXPECT_TRUE(Track("r1").ok());
  EXPECT_TRUE(Track("r2").ok());
  tracker_.Untrack("a", "r1");
  EXPECT_THAT(watcher_->Take(), IsEmpty());
  const std::vector<v1::SubscribeResponse> news = News();
  ASSERT_EQ(news.size(), 1);
  EXPECT_EQ(news[0].presence_changed().topic(), "a");
  EXPECT_THAT(Joined(news[0]), ElementsAre("r1", "r2"));
  EXPECT_THAT(Left(news[0]), ElementsAre("r1"));
  EXPECT_THAT(News(), IsEmpty());
}

TEST_F(PresenceTrackerTest, AnUpdateReplacesItsPresence) {
  Watch();
  EXPECT_TRUE(Track("r1").ok());
  News();
  EXPECT_TRUE(Track("r2", "r1").ok());
  const std::vector<v1::SubscribeResponse> news = News();
  ASSERT_EQ(news.size(), 1);
  EXPECT_THAT(Joined(news[0]), ElementsAre("r2"));
  EXPECT_EQ(news[0].presence_changed().joined(0).replaces(), "r1");
  EXPECT_THAT(Left(news[0]), ElementsAre("r1"));
  EXPECT_THAT(PresentRefs(), ElementsAre("r2"));
}

TEST_F(PresenceTrackerTest, AnUpdateOfAnEndedPresenceIsAJoin) {
  Watch();
  EXPECT_TRUE(Track("r2", "r1").ok());
  const std::vector<v1::SubscribeResponse> news = News();
  ASSERT_EQ(news.size(), 1);
  EXPECT_THAT(Joined(news[0]), ElementsAre("r2"));
  EXPECT_THAT(Left(news[0]), IsEmpty());
}

TEST_F(PresenceTrackerTest, RepeatsNothingOfTheWatchersFirstState) {
  Watch();
  EXPECT_TRUE(Track("r1").ok());
  const auto late = std::make_shared<FakeSubscriber>();
  EXPECT_TRUE(tracker_.Watch("a", late).ok());
  EXPECT_EQ(late->Take().size(), 1);
  EXPECT_EQ(News().size(), 1);
  EXPECT_THAT(late->Take(), IsEmpty());
}

TEST_F(PresenceTrackerTest, TrackingAgainChangesNothing) {
  EXPECT_TRUE(Track("r1").ok());
  Watch();
  EXPECT_TRUE(Track("r1").ok());
  EXPECT_THAT(News(), IsEmpty());
}

TEST_F(PresenceTrackerTest, SendsNothingToAFormerWatcher) {
  Watch();
  tracker_.Unwatch("a", watcher_.get());
  EXPECT_TRUE(Track("r1").ok());
  EXPECT_THAT(News(), IsEmpty());
}

TEST_F(PresenceTrackerTest, PresencesOfABrokenStreamLeaveWhenTheirLeaseEnds) {
  EXPECT_TRUE(Track("r1").ok());
  EXPECT_TRUE(Track("r2").ok());
  Watch();
  tracker_.Release("a", "r1", this);
  tracker_.Release("a", "r2", this);
  clock_.Advance(absl::Seconds(4.9));
  EXPECT_THAT(News(), IsEmpty());
  EXPECT_THAT(PresentRefs(), UnorderedElementsAre("r1", "r2"));
  clock_.Advance(absl::Seconds(0.1));
  const std::vector<v1::SubscribeResponse> news = News();
  ASSERT_EQ(news.size(), 1);
  EXPECT_THAT(Left(news[0]), ElementsAre("r1", "r2"));
  EXPECT_THAT(PresentRefs(), IsEmpty());
}

TEST_F(PresenceTrackerTest, ALeaseIsAsLongThoughTheWallClockSteps) {
  EXPECT_TRUE(Track("r1").ok());
  Watch();
  tracker_.Release("a", "r1", this);
  clock_.StepWall(absl::Hours(1));
  EXPECT_THAT(News(), IsEmpty());
  clock_.StepWall(-absl::Hours(2));
  clock_.Advance(absl::Seconds(5));
  EXPECT_EQ(News().size(), 1);
  EXPECT_THAT(PresentRefs(), IsEmpty());
}

TEST_F(PresenceTrackerTest, APresenceThatIsTrackedAgainInTimeStays) {
  EXPECT_TRUE(Track("r1").ok());
  Watch();
  tracker_.Release("a", "r1", this);
  clock_.Advance(absl::Seconds(4));
  const int other = 0;
  EXPECT_TRUE(tracker_.Track("a", Make("r1"), &other).ok());
  clock_.Advance(absl::Hours(1));
  EXPECT_THAT(News(), IsEmpty());
  EXPECT_THAT(PresentRefs(), ElementsAre("r1"));
}

TEST_F(PresenceTrackerTest, ALateBrokenStreamKeepsThePresencesOfItsSuccessor) {
  EXPECT_TRUE(Track("r1").ok());
  const int other = 0;
  EXPECT_TRUE(tracker_.Track("a", Make("r1"), &other).ok());
  tracker_.Release("a", "r1", this);
  clock_.Advance(absl::Hours(1));
  tracker_.Tick();
  EXPECT_THAT(PresentRefs(), ElementsAre("r1"));
}

TEST_F(PresenceTrackerTest, ARejoinIsSentAfterTheLeave) {
  EXPECT_TRUE(Track("r1").ok());
  Watch();
  tracker_.Untrack("a", "r1");
  EXPECT_TRUE(Track("r1").ok());
  const std::vector<v1::SubscribeResponse> news = News();
  ASSERT_EQ(news.size(), 2);
  EXPECT_THAT(Left(news[0]), ElementsAre("r1"));
  EXPECT_THAT(Joined(news[1]), ElementsAre("r1"));
}

TEST_F(PresenceTrackerTest, SendsLaterChangesAfterAnEarlyFlush) {
  EXPECT_TRUE(Track("r1").ok());
  Watch();
  tracker_.Untrack("a", "r1");
  EXPECT_TRUE(Track("r1").ok());
  News();
  tracker_.Untrack("a", "r1");
  EXPECT_EQ(News().size(), 1);
}

TEST_F(PresenceTrackerTest, RefusesPresencesAndTopicsBeyondTheBounds) {
  for (const char* ref : {"r1", "r2", "r3"}) EXPECT_TRUE(Track(ref).ok());
  EXPECT_TRUE(absl::IsResourceExhausted(Track("r4")));
  EXPECT_TRUE(Track("r4", "r3").ok());
  EXPECT_TRUE(tracker_.Watch("b", watcher_).ok());
  EXPECT_TRUE(absl::IsResourceExhausted(Track("r1", "", "c")));
  tracker_.Unwatch("b", watcher_.get());
  EXPECT_TRUE(Track("r1", "", "c").ok());
}

TEST_F(PresenceTrackerTest, RefusesMoreBytesThanATopicAndAllTogetherMayTake) {
  v1::Presence large = Make("r1");
  (*large.mutable_meta()->mutable_fields())["x"].set_string_value(std::string(60'000, 'x'));
  EXPECT_TRUE(tracker_.Track("a", large, this).ok());
  large.set_ref("r2");
  EXPECT_TRUE(absl::IsResourceExhausted(tracker_.Track("a", large, this)));
  EXPECT_TRUE(tracker_.Track("b", large, this).ok());
  v1::Presence other = Make("r3");
  (*other.mutable_meta()->mutable_fields())["x"].set_string_value(std::string(35'000, 'x'));
  EXPECT_TRUE(absl::IsResourceExhausted(tracker_.Track("a", other, this)));
  tracker_.Untrack("b", "r2");
  EXPECT_TRUE(tracker_.Track("a", other, this).ok());
}

TEST_F(PresenceTrackerTest, CountsPresences) {
  EXPECT_TRUE(Track("r1").ok());
  EXPECT_TRUE(Track("r2", "r1").ok());
  Watch();
  EXPECT_EQ(metrics_.presences.Value(), 1);
  EXPECT_EQ(metrics_.topics.Value(), 1);
  EXPECT_EQ(metrics_.watchers.Value(), 1);
  tracker_.Untrack("a", "r2");
  tracker_.Unwatch("a", watcher_.get());
  EXPECT_EQ(metrics_.presences.Value(), 0);
  EXPECT_EQ(metrics_.topics.Value(), 0);
  EXPECT_EQ(metrics_.watchers.Value(), 0);
  EXPECT_EQ(metrics_.updates.Value(), 1);
}

TEST(LargePresenceTopicTest, SendsTheStateInParts) {
  const base::FakeClock clock;
  prometheus::Registry registry;
  PresenceMetrics metrics(registry);
  NoClaimObserver claims;
  PresenceTracker tracker({}, claims, clock, metrics);
  v1::Presence presence = Make("");
  (*presence.mutable_meta()->mutable_fields())["x"].set_string_value(std::string(7000, 'x'));
  for (int i = 0; i < 200; ++i) {
    presence.set_ref(absl::StrCat(i));
    EXPECT_TRUE(tracker.Track("a", presence, &tracker).ok());
  }
  const auto watcher = std::make_shared<FakeSubscriber>();
  EXPECT_TRUE(tracker.Watch("a", watcher).ok());
  const std::vector<v1::SubscribeResponse> parts = watcher->Take();
  ASSERT_EQ(parts.size(), 3);
  EXPECT_TRUE(parts[0].watched().more());
  EXPECT_TRUE(parts[1].watched().more());
  EXPECT_FALSE(parts[2].watched().more());
  int presences = 0;
  for (const v1::SubscribeResponse& part : parts) presences += part.watched().presences_size();
  EXPECT_EQ(presences, 200);
}

TEST_F(PresenceTrackerTest, RequiresATickAfterAChangeAndNoneAtRest) {
  EXPECT_EQ(TickOnce(), absl::InfiniteFuture());
  EXPECT_TRUE(Track("r1").ok());
  EXPECT_EQ(tracker_.ticks().due(), absl::InfinitePast());
  EXPECT_EQ(TickOnce(), absl::InfiniteFuture());
  tracker_.Untrack("a", "r1");
  EXPECT_EQ(tracker_.ticks().due(), absl::InfinitePast());
  EXPECT_EQ(TickOnce(), absl::InfiniteFuture());
}

TEST_F(PresenceTrackerTest, RequiresATickAtTheEndOfALease) {
  EXPECT_TRUE(Track("r1").ok());
  tracker_.Release("a", "r1", this);
  const absl::Time end = clock_.Steady() + absl::Seconds(5);
  EXPECT_EQ(TickOnce(), end);
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(TickOnce(), end);
}

}  // namespace
}  // namespace lossy::notifications
