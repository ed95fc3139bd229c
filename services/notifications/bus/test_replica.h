#pragma once

#include <algorithm>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "base/sync/mutex.h"
#include "base/testing/eventually.h"
#include "base/time/clock.h"
#include "gtest/gtest.h"
#include "prometheus/registry.h"
#include "services/notifications/bus/nats_bus.h"

namespace lossy::notifications {

constexpr absl::Duration kBusPatience = absl::Minutes(1);

// A listener that stores the messages it receives. Thread-safe.
class BusRecorder final : public Bus::Listener {
 public:
  void OnMessage(absl::string_view bytes) override {
    base::MutexLock lock(mutex_);
    messages_.emplace_back(bytes);
    changed_.NotifyAll();
  }

  void OnPossibleLoss() override {
    base::MutexLock lock(mutex_);
    ++possible_losses_;
    changed_.NotifyAll();
  }

  // Blocks until there are `count` messages, and removes and returns the first ones.
  std::vector<std::string> Take(std::size_t count) {
    base::MutexLock lock(mutex_);
    const absl::Time deadline = base::SteadyNow() + kBusPatience;
    while (messages_.size() < count && changed_.WaitUntil(mutex_, deadline)) continue;
    EXPECT_GE(messages_.size(), count);
    const std::size_t there = std::min(count, messages_.size());
    std::vector<std::string> taken(messages_.begin(), messages_.begin() + there);
    messages_.erase(messages_.begin(), messages_.begin() + there);
    return taken;
  }

  // Blocks until the bus has called OnPossibleLoss since the last call of AwaitPossibleLoss.
  void AwaitPossibleLoss() {
    base::MutexLock lock(mutex_);
    const absl::Time deadline = base::SteadyNow() + kBusPatience;
    while (possible_losses_ == 0 && changed_.WaitUntil(mutex_, deadline)) continue;
    EXPECT_GT(possible_losses_, 0);
    possible_losses_ = 0;
  }

 private:
  base::Mutex mutex_;
  base::CondVar changed_;
  std::deque<std::string> messages_ LOSSY_GUARDED_BY(mutex_);
  int possible_losses_ LOSSY_GUARDED_BY(mutex_) = 0;
};

// A replica with a NatsBus, its listener and its metrics. The listener stores what it receives in
// `received`.
struct TestReplica {
  TestReplica(NatsAccess access, const std::string& prefix, std::shared_ptr<BusKeyFile> keys,
              int pending_messages = 8192)
      : bus({.access = std::move(access),
             .prefix = prefix,
             .keys = std::move(keys),
             .reconnect_pause = absl::Milliseconds(10),
             .challenge_pause = absl::Milliseconds(10),
             .connection = {.pending_messages = pending_messages}},
            metrics) {
    EXPECT_TRUE(bus.Start(received).ok());
  }

  // Blocks until messages of `from` reach this replica and all earlier ones are handled. This
  // replica must follow `name`.
  void AwaitContact(TestReplica& from, absl::string_view name) {
    bus.Follow("hello");
    const double before = metrics.received.Value();
    ASSERT_TRUE(base::Eventually([&] {
      from.bus.Publish("hello", "hello");
      return metrics.received.Value() > before;
    }));
    from.bus.Publish(name, "begin");
    while (received.Take(1).front() != "begin") {
    }
    bus.Unfollow("hello");
  }

  // Blocks until both replicas accept each other's messages.
  static void AwaitAcquaintance(TestReplica& a, TestReplica& b) {
    ASSERT_TRUE(base::Eventually(
        [&] { return a.metrics.senders.Value() > 0 && b.metrics.senders.Value() > 0; }));
  }

  prometheus::Registry registry;
  BusMetrics metrics{registry, "test"};
  BusRecorder received;
  NatsBus bus;
};

}  // namespace lossy::notifications
