#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "lossy/notifications/bus/v1/presence.pb.h"
#include "services/notifications/metrics/metrics.h"
#include "services/notifications/presence/presence_tracker.h"

namespace lossy::notifications {

// The claims of another replica, as far as its messages have arrived. It owns them in the tracker.
// After a change is missed, it needs the state of the replica: all its claims. Not thread-safe.
class RemoteReplica {
 public:
  // Both must outlive it.
  RemoteReplica(PresenceTracker& tracker, ReplicaMetrics& metrics)
      : tracker_(tracker), metrics_(metrics) {}
  // The leases of the claims begin.
  ~RemoteReplica();
  RemoteReplica(const RemoteReplica&) = delete;
  RemoteReplica& operator=(const RemoteReplica&) = delete;

  // Apply the replica's messages, in the order in which it sent them. Messages may be missing or
  // repeated. `sequence` is the number of the last change that the replica has sent.
  void OnAlive(std::int64_t sequence);
  void OnChanges(std::int64_t sequence, const bus::v1::PresenceMessage::Changes& changes);
  void OnState(const bus::v1::PresenceMessage::State& part, absl::Time now);

  // Drops a state whose next part is overdue.
  void CheckState(absl::Time now);

  // True if the replica must be asked for its state.
  bool needs_state() const { return !sequence_.has_value(); }
  // True while parts of its state are arriving.
  bool receives_state() const { return sync_.has_value(); }

 private:
  using TopicAndRef = std::pair<std::string, std::string>;

  // A state of which parts have arrived.
  struct Sync {
    std::int64_t after;
    int next_part = 0;
    absl::Time part_at;  // When the last part arrived.
    // The presences that the state, or a change after it, has mentioned.
    absl::flat_hash_set<TopicAndRef> settled;
  };

  void RequireState();
  void Apply(const bus::v1::Change& change);
  void Claim(const std::string& topic, const v1::Presence& presence);
  void EndSync();

  PresenceTracker& tracker_;
  ReplicaMetrics& metrics_;
  // Of the last change applied. Nullopt if a change was missed.
  absl::optional<std::int64_t> sequence_;
  absl::optional<Sync> sync_;  // Only while sequence_ has a value.
  absl::flat_hash_set<TopicAndRef> claims_;
};

}  // namespace lossy::notifications
