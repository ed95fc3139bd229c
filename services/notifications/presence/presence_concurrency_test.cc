#include <atomic>
#include <functional>
#include <thread>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "base/time/clock.h"
#include "gtest/gtest.h"
#include "services/notifications/events/fake_subscriber.h"
#include "services/notifications/presence/presence_tracker.h"

namespace lossy::notifications {
namespace {

constexpr int kTrackers = 4;
constexpr int kRounds = 2000;
constexpr int kWatchers = 3;

// The presences that one watcher has received. An invalid change fails the test.
class Replica {
 public:
  void Hear(const std::vector<v1::SubscribeResponse>& responses) {
    for (const v1::SubscribeResponse& response : responses) {
      for (const v1::Presence& each : response.watched().presences()) refs_.insert(each.ref());
      for (const v1::Presence& each : response.presence_changed().joined()) {
        EXPECT_TRUE(refs_.insert(each.ref()).second) << each.ref();
      }
      for (const std::string& ref : response.presence_changed().left()) {
        EXPECT_EQ(refs_.erase(ref), 1) << ref;
      }
    }
  }

  const absl::flat_hash_set<std::string>& refs() const { return refs_; }

 private:
  absl::flat_hash_set<std::string> refs_;
};

// Tracks, updates and untracks a presence again and again. The presence exists in the end.
void ComeAndGo(PresenceTracker& tracker, int who) {
  for (int i = 0; i < kRounds; ++i) {
    v1::Presence presence;
    presence.set_ref(absl::StrCat(who, ":", i));
    presence.set_key("ann");
    if (i % 3 == 1) presence.set_replaces(absl::StrCat(who, ":", i - 1));
    EXPECT_TRUE(tracker.Track("a", presence, &tracker).ok());
    if (i % 3 != 0 && i + 1 < kRounds) tracker.Untrack("a", presence.ref());
  }
}

TEST(PresenceConcurrencyTest, EveryWatcherReceivesTheSamePresencesInTheEnd) {
  prometheus::Registry registry;
  PresenceMetrics metrics(registry);
  NoClaimObserver claims;
  PresenceTracker tracker({}, claims, base::RealClock(), metrics);
  std::atomic<int> busy{kTrackers};
  std::vector<std::thread> threads;
  for (int who = 0; who < kTrackers; ++who) {
    threads.emplace_back([&, who] {
      ComeAndGo(tracker, who);
      --busy;
    });
  }
  threads.emplace_back([&] {
    while (busy > 0) tracker.Tick();
  });
  std::vector<std::shared_ptr<FakeSubscriber>> watchers;
  for (int i = 0; i < kWatchers; ++i) {
    watchers.push_back(std::make_shared<FakeSubscriber>());
    EXPECT_TRUE(tracker.Watch("a", watchers.back()).ok());
  }
  for (std::thread& thread : threads) thread.join();
  tracker.Tick();

  absl::flat_hash_set<std::string> there;
  for (int who = 0; who < kTrackers; ++who) there.insert(absl::StrCat(who, ":", kRounds - 1));
  for (const std::shared_ptr<FakeSubscriber>& watcher : watchers) {
    Replica replica;
    replica.Hear(watcher->Take());
    EXPECT_EQ(replica.refs(), there);
  }
}

}  // namespace
}  // namespace lossy::notifications
