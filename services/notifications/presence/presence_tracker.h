#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/time/clock.h"
#include "services/notifications/events/shard.h"
#include "services/notifications/metrics/metrics.h"
#include "services/notifications/presence/claim_observer.h"
#include "services/notifications/presence/presence_topic.h"

namespace lossy::notifications {

// Who is on which topic, in this process's memory. Watchers of a topic are told first who is there,
// then of every change, in order; changes within a tick are told together. Thread-safe.
//
// Whoever tracks is known by an address only: a stream of this replica, or a peer, which is another
// replica that tells what it claims.
class PresenceTracker {
 public:
  struct Options {
    std::size_t topics = 100'000;
    std::size_t topic_presences = 10'000;
    std::size_t topic_bytes = 16 << 20;
    std::size_t bytes = 256 << 20;
    // How long the presences of an owner that is gone wait for another to track them.
    absl::Duration lease = absl::Seconds(5);
  };

  // All must outlive it. `claims` is told of what this replica's streams track.
  PresenceTracker(const Options& options, ClaimObserver& claims, const base::Clock& clock,
                  PresenceMetrics& metrics)
      : options_(options), claims_(claims), clock_(clock), metrics_(metrics) {}

  // The presence is there and belongs to `stream`. If its ref is there already, only that changes.
  // RESOURCE_EXHAUSTED when there is no room for it.
  absl::Status Track(const std::string& topic, v1::Presence presence, PresenceOwner stream);
  // It is there for `peer` as well, whatever the bounds: the peer keeps to its own, and a presence
  // that was refused here would be missed here.
  void PeerTrack(const std::string& topic, v1::Presence presence, PresenceOwner peer);

  // Take a presence away, whoever's it is.
  void Untrack(absl::string_view topic, const std::string& ref);
  void PeerUntrack(absl::string_view topic, const std::string& ref);

  // The owner is gone: if the presence is nobody's now, its lease begins.
  void Release(absl::string_view topic, absl::string_view ref, PresenceOwner stream);
  void PeerRelease(absl::string_view topic, absl::string_view ref, PresenceOwner peer);
  // Its lease at `peer` has ended: if the presence is nobody's now, it leaves.
  void PeerExpire(absl::string_view topic, const std::string& ref, PresenceOwner peer);

  // PendingFlushes a Watched, then what changes. Once more for who watches already.
  absl::Status Watch(const std::string& topic, const std::shared_ptr<Subscriber>& watcher);

  // When it returns, `watcher` is offered nothing more of this topic.
  void Unwatch(absl::string_view topic, const Subscriber* watcher);

  // Whether leases may end: not while it cannot be heard who tracks what again.
  enum class Leases { kEnd, kHold };

  // Ends leases and tells of changes. To be called every some tens of milliseconds.
  void Tick(Leases leases = Leases::kEnd);

 private:
  struct Lease {
    absl::Time end;
    std::string topic;
    std::string ref;
  };

  struct Shard {
    std::mutex mutex;
    // The rest is guarded by mutex.
    absl::flat_hash_map<std::string, std::unique_ptr<PresenceTopic>> topics;
    std::vector<std::string> news;  // Topics that have some; they may be gone.
    std::deque<Lease> leases;       // All that began and have not ended, taken up again or not.
  };

  // A topic while it is changed, with its shard locked. Keeps the sums right, notes what is to be
  // told and drops the topic if nobody uses it; sends at the very end, when nothing is locked.
  class Visit;

  absl::Status CheckRoom(const PresenceTopic* topic, const v1::Presence& presence) const;
  void CountTrack(const PresenceTopic& topic, const v1::Presence& presence);
  void BeginLease(Visit& visit, absl::string_view ref, absl::Time end);
  void EndLeases(Shard& shard);
  void TellNews(Shard& shard);

  const Options options_;
  ClaimObserver& claims_;
  const base::Clock& clock_;
  PresenceMetrics& metrics_;
  std::atomic<std::size_t> topics_{0};
  std::atomic<std::size_t> bytes_{0};
  std::array<Shard, kShards> shards_;
};

}  // namespace lossy::notifications
