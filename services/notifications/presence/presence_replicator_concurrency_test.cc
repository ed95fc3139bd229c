#include <atomic>
#include <deque>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/sync/mutex.h"
#include "base/testing/eventually.h"
#include "base/time/clock.h"
#include "gtest/gtest.h"
#include "prometheus/registry.h"
#include "services/notifications/presence/presence_replicator.h"
#include "services/notifications/presence/present_refs.h"

namespace lossy::notifications {
namespace {

constexpr int kRounds = 500;

// Passes published messages to one listener, on a thread of its own.
class ThreadBus final : public Bus {
 public:
  ~ThreadBus() override { Stop(); }

  void Start(Listener& listener) {
    thread_ = std::thread([this, &listener] { Run(listener); });
  }

  void Stop() {
    {
      base::MutexLock lock(mutex_);
      over_ = true;
    }
    changed_.NotifyOne();
    if (thread_.joinable()) thread_.join();
  }

  void Publish(absl::string_view, absl::string_view bytes) override {
    {
      base::MutexLock lock(mutex_);
      messages_.emplace_back(bytes);
    }
    changed_.NotifyOne();
  }
  void Follow(absl::string_view) override {}
  void Unfollow(absl::string_view) override {}
  bool connected() const override { return true; }

 private:
  void Run(Listener& listener) {
    base::MutexLock lock(mutex_);
    for (;;) {
      while (!over_ && messages_.empty()) changed_.Wait(mutex_);
      if (over_) return;
      const std::string bytes = std::move(messages_.front());
      messages_.pop_front();
      lock.Unlock();
      listener.OnMessage(bytes);
      lock.Lock();
    }
  }

  base::Mutex mutex_;
  base::CondVar changed_;
  std::deque<std::string> messages_ LOSSY_GUARDED_BY(mutex_);
  bool over_ LOSSY_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

struct Replica {
  explicit Replica(const std::string& name)
      : replicator({.replica = name}, bus, log, tracker, replica_metrics) {}

  void Track(const v1::Presence& presence) { EXPECT_TRUE(tracker.Track("a", presence, this).ok()); }

  // Tracks a presence, moves it between the replicas, and untracks it, again and again. The last
  // one exists in the end.
  void ComeAndGo(Replica& other) {
    for (int i = 0; i < kRounds; ++i) {
      v1::Presence presence;
      presence.set_ref(absl::StrCat(i, "-", reinterpret_cast<std::uintptr_t>(this)));
      presence.set_key("ann");
      Track(presence);
      if (i % 3 == 0) other.Track(presence);
      if (i % 5 == 0) {
        tracker.Release("a", presence.ref(), this);
        Track(presence);
      }
      if (i + 1 < kRounds) tracker.Untrack("a", presence.ref());
      if (i % 3 == 0) other.tracker.Untrack("a", presence.ref());
    }
  }

  std::set<std::string> PresentRefs() { return PresentRefsOf(tracker, "a"); }

  ThreadBus bus;
  prometheus::Registry registry;
  PresenceMetrics metrics{registry};
  ReplicaMetrics replica_metrics{registry};
  ClaimLog log{1 << 20};
  PresenceTracker tracker{{}, log, base::RealClock(), metrics};
  PresenceReplicator replicator;
};

TEST(PresenceReplicatorConcurrencyTest, ReplicasAgreeInTheEnd) {
  Replica one("one");
  Replica two("two");
  one.bus.Start(two.replicator);
  two.bus.Start(one.replicator);
  std::atomic<bool> over{false};
  std::vector<std::thread> threads;
  for (Replica* replica : {&one, &two}) {
    threads.emplace_back([&over, replica] {
      while (!over) {
        replica->replicator.Tick();
        std::this_thread::yield();
      }
    });
  }
  std::thread first([&] { one.ComeAndGo(two); });
  std::thread second([&] { two.ComeAndGo(one); });
  first.join();
  second.join();
  EXPECT_TRUE(base::Eventually(
      [&] { return one.PresentRefs().size() == 2 && one.PresentRefs() == two.PresentRefs(); }));
  over = true;
  for (std::thread& thread : threads) thread.join();
  one.bus.Stop();
  two.bus.Stop();
}

}  // namespace
}  // namespace lossy::notifications
