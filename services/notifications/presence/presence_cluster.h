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
#include "services/notifications/presence/who_is_there.h"

namespace lossy::notifications {

class PresenceNode;

// Replicas that share presences over a bus that a test can break. The clock moves in Run only. Not
// thread-safe.
class PresenceCluster {
 public:
  explicit PresenceCluster(int nodes);
  ~PresenceCluster();

  base::FakeClock& clock() { return clock_; }
  std::size_t size() const { return nodes_.size(); }
  PresenceNode& operator[](std::size_t i) { return *nodes_[i]; }

  // Moves the clock in steps of 50 ms. In each step the nodes tick, and their messages arrive.
  void Run(absl::Duration time);

  // Kills the node's process, and starts a new one in its place.
  void Restart(std::size_t i);

 private:
  base::FakeClock clock_;
  std::vector<std::unique_ptr<PresenceNode>> nodes_;
};

// One replica of a cluster.
class PresenceNode final : private Bus {
 public:
  PresenceNode(std::string replica, const base::Clock& clock);

  // Tracks a presence by a stream of this node.
  void Track(const std::string& topic, const std::string& ref, PresenceOwner stream,
             const std::string& replaces = "");
  PresenceTracker& tracker() { return tracker_; }
  PresenceReplicator& replicator() { return replicator_; }
  ReplicaMetrics& replica_metrics() { return replica_metrics_; }

  // Returns the refs that a new watcher receives.
  std::set<std::string> There(const std::string& topic) { return WhoIsThere(tracker_, topic); }

  // The bus reaches the node, and the node reports that it is connected.
  bool reached = true;
  bool connected_to_bus = true;
  // The bus reports that it drops messages.
  bool overrun_by_bus = false;
  // The process hangs: it neither ticks nor receives. Messages wait for it.
  bool hangs = false;
  // The number of next messages to the node that are lost.
  int losses = 0;
  // The number of times that the node receives each message.
  int times = 1;

 private:
  friend class PresenceCluster;

  void Publish(absl::string_view, absl::string_view bytes) override { sent_.emplace_back(bytes); }
  void Follow(absl::string_view) override {}
  void Unfollow(absl::string_view) override {}
  bool connected() const override { return connected_to_bus; }
  bool overrun() const override { return overrun_by_bus; }

  void Tick();
  void Hear();

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
