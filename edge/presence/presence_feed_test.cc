#include "edge/presence/presence_feed.h"

#include "edge/net/task_thread.h"
#include "edge/net/waitable_list.h"
#include "edge/pubsub/fake_notifications.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using notifications::v1::SubscribeResponse;
using testing::ElementsAre;
using testing::IsEmpty;

// Keeps its calls, in words.
class FakeWatcher final : public PresenceWatcher {
 public:
  void OnConnected() override { received.Add("connected"); }
  void OnLost() override { received.Add("lost"); }
  void OnState(const std::string& topic, const Presences& all) override {
    received.Add("state " + topic + Refs(all));
  }
  void OnChange(const std::string& topic, const Presences& joined,
                const std::vector<std::string>& left) override {
    std::string words = "change " + topic + Refs(joined);
    for (const std::string& ref : left) words += " -" + ref;
    received.Add(words);
  }

  WaitableList<std::string> received;

 private:
  static std::string Refs(const Presences& presences) {
    std::string refs;
    for (const PresencePtr& presence : presences) refs += " " + presence->ref;
    return refs;
  }
};

notifications::v1::Presence Make(const std::string& ref, const std::string& key = "ann") {
  notifications::v1::Presence presence;
  presence.set_ref(ref);
  presence.set_key(key);
  return presence;
}

SubscribeResponse Unwatched(const std::string& topic) {
  SubscribeResponse response;
  response.mutable_unwatched()->set_topic(topic);
  return response;
}

SubscribeResponse Watched(const std::string& topic, const std::vector<std::string>& refs,
                          bool more = false) {
  SubscribeResponse response;
  response.mutable_watched()->set_topic(topic);
  response.mutable_watched()->set_more(more);
  for (const std::string& ref : refs) *response.mutable_watched()->add_presences() = Make(ref);
  return response;
}

class PresenceFeedTest : public testing::Test {
 protected:
  PresenceFeedTest() { feed_.Add(watcher_, executor_); }
  ~PresenceFeedTest() override {
    feed_.Stop(absl::ZeroDuration());
    executor_.Stop();
  }

  std::shared_ptr<FakeNotifications::Stream> Connect(std::size_t index = 0) {
    std::shared_ptr<FakeNotifications::Stream> stream = service_.AwaitStream(index);
    stream->Answer(Unwatched("edge:hello"));
    watcher_.received.Await(index * 2 + 1);
    return stream;
  }

  prometheus::Registry registry_;
  FakeNotifications service_;
  TaskThread executor_;
  FakeWatcher watcher_;
  PresenceFeed feed_{service_,
                     [] { return CallContext{}; },
                     {.first_pause = absl::Milliseconds(1), .longest_pause = absl::Milliseconds(2)},
                     registry_};
};

TEST_F(PresenceFeedTest, ReportsTheConnectionWhenTheServiceAnswers) {
  Connect();
  EXPECT_THAT(watcher_.received.Now(), ElementsAre("connected"));
}

TEST_F(PresenceFeedTest, SendsTheRequestsOfItsCallers) {
  const auto stream = Connect();
  feed_.Watch(watcher_, "a");
  feed_.Track("a", Make("r1"));
  feed_.Untrack("a", "r1");
  feed_.Unwatch(watcher_, "a");
  EXPECT_THAT(stream->Asked(5), ElementsAre("unwatch edge:hello", "watch a", "track a r1",
                                            "untrack a r1", "unwatch a"));
}

TEST_F(PresenceFeedTest, PassesOnStatesAndChanges) {
  const auto stream = Connect();
  feed_.Watch(watcher_, "a");
  stream->Asked(2);
  stream->Answer(Watched("a", {"r1"}, /*more=*/true));
  stream->Answer(Watched("a", {"r2"}));
  SubscribeResponse changed;
  changed.mutable_presence_changed()->set_topic("a");
  *changed.mutable_presence_changed()->add_joined() = Make("r3");
  *changed.mutable_presence_changed()->add_joined() = Make("r4", "__proto__");
  changed.mutable_presence_changed()->add_left("r1");
  stream->Answer(changed);
  EXPECT_THAT(watcher_.received.Await(3),
              ElementsAre("connected", "state a r1 r2", "change a r3 -r1"));
}

TEST_F(PresenceFeedTest, UnwatchesAfterTheLastWatcher) {
  const auto stream = Connect();
  FakeWatcher other;
  feed_.Add(other, executor_);
  other.received.Await(1);
  feed_.Watch(watcher_, "a");
  feed_.Watch(other, "a");
  feed_.Unwatch(watcher_, "a");
  stream->Asked(3);
  stream->Answer(Watched("a", {"r1"}));
  EXPECT_THAT(other.received.Await(2), ElementsAre("connected", "state a r1"));
  feed_.Unwatch(other, "a");
  EXPECT_THAT(stream->Asked(4),
              ElementsAre("unwatch edge:hello", "watch a", "watch a", "unwatch a"));
  EXPECT_THAT(watcher_.received.Now(), ElementsAre("connected"));
  feed_.Stop(absl::ZeroDuration());
}

TEST_F(PresenceFeedTest, ReconnectsWithoutTheRequestsFromMeanwhile) {
  const auto first = Connect();
  first->Lose();
  EXPECT_THAT(watcher_.received.Await(2), ElementsAre("connected", "lost"));
  const auto second = Connect(1);
  feed_.Track("a", Make("r1"));
  EXPECT_THAT(second->Asked(2), ElementsAre("unwatch edge:hello", "track a r1"));
  EXPECT_THAT(watcher_.received.Now(), ElementsAre("connected", "lost", "connected"));
}

TEST_F(PresenceFeedTest, SendsOnlySoManyRequestsAheadOfTheirAnswers) {
  const auto stream = Connect();
  for (int i = 0; i < 1001; ++i) feed_.Untrack("a", "r" + std::to_string(i));
  EXPECT_EQ(stream->Asked(1001).size(), 1001);
  feed_.Stop(absl::Milliseconds(1));
  EXPECT_EQ(stream->Asked(0).size(), 1001);
}

TEST_F(PresenceFeedTest, ContinuesWhenTheServiceRefuses) {
  const auto stream = Connect();
  for (int i = 0; i < 1001; ++i) feed_.Track("a", Make("r" + std::to_string(i)));
  stream->Asked(1001);
  stream->Refuse("a", channel::v1::REASON_RATE_LIMITED);
  EXPECT_EQ(stream->Asked(1002).back(), "track a r1000");
}

TEST_F(PresenceFeedTest, SendsAllRequestsBeforeItStops) {
  const auto stream = Connect();
  feed_.Untrack("a", "r1");
  stream->Asked(2);
  SubscribeResponse untracked;
  untracked.mutable_untracked()->set_topic("a");
  stream->Answer(untracked);
  feed_.Stop(absl::Seconds(30));
  EXPECT_THAT(stream->Asked(0), ElementsAre("unwatch edge:hello", "untrack a r1"));
}

}  // namespace
}  // namespace lossy::edge
