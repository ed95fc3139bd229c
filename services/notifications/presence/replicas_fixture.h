#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/time/fake_clock.h"
#include "prometheus/registry.h"
#include "services/notifications/bus/bus.h"
#include "services/notifications/events/fake_subscriber.h"
#include "services/notifications/metrics/metrics.h"
#include "services/notifications/presence/claim_log.h"
#include "services/notifications/presence/presence_replicator.h"
#include "services/notifications/presence/presence_tracker.h"
#include "services/notifications/presence/present_refs.h"

namespace lossy::notifications {

class ReplicaFixture;

// Replicas that share presences over a bus that a test can break. The clock moves in Run only. Not
// thread-safe.
class ReplicasFixture {
 public:
  explicit ReplicasFixture(int count);
  ~ReplicasFixture();

  base::FakeClock& clock() { return clock_; }
  std::size_t size() const { return replicas_.size(); }
  ReplicaFixture& operator[](std::size_t i) { return *replicas_[i]; }

  // Moves the clock in steps of 50 ms. In each step the replicas whose tick is due tick, and their
  // messages arrive.
  void Run(absl::Duration time);

  // Kills the replica's process, and starts a new one in its place.
  void Restart(std::size_t i);

 private:
  base::FakeClock clock_;
  std::vector<std::unique_ptr<ReplicaFixture>> replicas_;
};

// One of the replicas of the fixture.
class ReplicaFixture final : private Bus {
 public:
  ReplicaFixture(std::string replica, const base::Clock& clock);

  // Tracks a presence by a stream of this replica.
  void Track(const std::string& topic, const std::string& ref, PresenceOwner stream,
             const std::string& replaces = "");
  PresenceTracker& tracker() { return tracker_; }
  PresenceReplicator& replicator() { return replicator_; }
  ReplicaMetrics& replica_metrics() { return replica_metrics_; }

  // Returns the refs that a new watcher receives.
  std::set<std::string> PresentRefs(const std::string& topic) {
    return PresentRefsOf(tracker_, topic);
  }

  // `reached`: messages on the bus reach the replica. `connected_to_bus`: the replica's bus reports
  // that it is connected.
  bool reached = true;
  bool connected_to_bus = true;
  // The bus reports that it drops messages.
  bool overrun_by_bus = false;
  // The process hangs: it neither ticks nor receives. Messages to it wait.
  bool hangs = false;
  // The number of the next messages to the replica that the bus loses.
  int losses = 0;
  // The number of times that the replica receives each message.
  int times = 1;
  // The ticks of the replica.
  int ticks = 0;

 private:
  friend class ReplicasFixture;

  void Publish(absl::string_view, absl::string_view bytes) override { sent_.emplace_back(bytes); }
  void Follow(absl::string_view) override {}
  void Unfollow(absl::string_view) override {}
  bool connected() const override { return connected_to_bus; }
  bool overrun() const override { return overrun_by_bus; }

  void TickIfDue();
  void Receive();

  std::vector<std::string> sent_;
  std::deque<std::string> inbox_;
  prometheus::Registry registry_;
  PresenceMetrics metrics_{registry_};
  ReplicaMetrics replica_metrics_{registry_};
  ClaimLog log_{1 << 20};
  PresenceTracker tracker_;
  PresenceReplicator replicator_;
};

}  // namespace lossy::notifications
