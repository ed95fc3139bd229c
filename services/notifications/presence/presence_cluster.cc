#include "services/notifications/presence/presence_cluster.h"

#include "absl/strings/str_cat.h"

namespace lossy::notifications {
namespace {

constexpr absl::Duration kStep = absl::Milliseconds(50);

std::string NewName() {
  static int names = 0;
  return absl::StrCat("replica-", ++names);
}

}  // namespace

PresenceNode::PresenceNode(std::string replica, const base::Clock& clock)
    : tracker_({}, log_, clock, metrics_),
      replicator_({.replica = std::move(replica)}, *this, log_, tracker_, replica_metrics_) {
  replicator_.Start();
}

void PresenceNode::Track(const std::string& topic, const std::string& ref, PresenceOwner stream,
                         const std::string& replaces) {
  v1::Presence presence;
  presence.set_ref(ref);
  presence.set_key("ann");
  presence.set_replaces(replaces);
  tracker_.Track(topic, std::move(presence), stream).IgnoreError();
}

void PresenceNode::Tick() {
  if (!hangs) replicator_.Tick();
}

void PresenceNode::Hear() {
  if (hangs) return;
  for (const std::string& bytes : std::exchange(inbox_, {})) replicator_.OnMessage(bytes);
}

PresenceCluster::PresenceCluster(int nodes) {
  for (int i = 0; i < nodes; ++i) {
    nodes_.push_back(std::make_unique<PresenceNode>(NewName(), clock_));
  }
}

PresenceCluster::~PresenceCluster() = default;

void PresenceCluster::Run(absl::Duration time) {
  for (absl::Duration passed; passed < time; passed += kStep) {
    clock_.Advance(kStep);
    for (const auto& node : nodes_) node->Tick();
    for (const auto& from : nodes_) {
      for (const std::string& bytes : std::exchange(from->sent_, {})) {
        for (const auto& to : nodes_) {
          const bool is_lost = to->losses > 0 && to->losses-- > 0;
          if (to == from || !from->reached || !to->reached || is_lost) continue;
          for (int i = 0; i < to->times; ++i) to->inbox_.push_back(bytes);
        }
      }
    }
    for (const auto& node : nodes_) node->Hear();
  }
}

void PresenceCluster::Restart(std::size_t i) {
  nodes_[i] = std::make_unique<PresenceNode>(NewName(), clock_);
}

}  // namespace lossy::notifications
