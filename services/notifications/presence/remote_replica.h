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

// The claims of one other replica, as its messages report them. The object is the owner of these
// presences in the tracker. After a missed change it needs the replica's state: all its claims (ADR
// 0020). Not thread-safe.
class RemoteReplica {
 public:
  // `tracker` and `metrics` must outlive the object.
  RemoteReplica(PresenceTracker& tracker, ReplicaMetrics& metrics)
      : tracker_(tracker), metrics_(metrics) {}
  // Ends the ownership of the claims, so that their leases begin.
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

  // True if this process must request the replica's state.
  bool needs_state() const { return !sequence_.has_value(); }
  // True after the first part of a requested state, until the last one.
  bool receives_state() const { return sync_.has_value(); }

 private:
  using TopicAndRef = std::pair<std::string, std::string>;

  // A state whose parts are arriving.
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
  // The number of the last change applied. Nullopt if a change was missed.
  absl::optional<std::int64_t> sequence_;
  absl::optional<Sync> sync_;  // Only while sequence_ has a value.
  absl::flat_hash_set<TopicAndRef> claims_;
};

}  // namespace lossy::notifications
