#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "proto/lossy/notifications/bus/v1/presence.pb.h"
#include "services/notifications/metrics/metrics.h"
#include "services/notifications/presence/presence_tracker.h"

namespace lossy::notifications {

// Another replica: what it claims, as far as its messages have told, is in the tracker in its name.
// Who has missed one of its changes needs its state. Not thread-safe.
class RemoteReplica {
 public:
  // All must outlive it.
  RemoteReplica(PresenceTracker& tracker, PeerMetrics& metrics)
      : tracker_(tracker), metrics_(metrics) {}
  // The leases of its claims begin.
  ~RemoteReplica();

  // What it says, in its order. Parts may be missing or come twice.
  void OnAlive(std::int64_t sequence);
  void OnChanges(std::int64_t sequence, const bus::v1::PresenceMessage::Changes& changes);
  void OnState(const bus::v1::PresenceMessage::State& part, absl::Time now);

  // Gives a state up of which the next part is overdue.
  void CheckState(absl::Time now);

  // Whether its state is needed and does not come, and whether it is coming.
  bool wants_state() const { return !sequence_.has_value(); }
  bool hears_state() const { return sync_.has_value(); }

 private:
  using Place = std::pair<std::string, std::string>;  // Topic and ref.

  // Its state while it is heard.
  struct Sync {
    std::int64_t after;
    int next_part = 0;
    absl::Time heard_at;
    // Places of which the state, or a change after it, has told.
    absl::flat_hash_set<Place> settled;
  };

  void LoseStep();
  void Apply(const bus::v1::Change& change);
  void Claim(const std::string& topic, const v1::Presence& presence);
  void EndSync();

  PresenceTracker& tracker_;
  PeerMetrics& metrics_;
  // Of the last change that is applied; none if one was missed.
  absl::optional<std::int64_t> sequence_;
  absl::optional<Sync> sync_;  // None unless sequence_ has one.
  absl::flat_hash_set<Place> claims_;
};

}  // namespace lossy::notifications
