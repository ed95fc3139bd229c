#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/sync/mutex.h"
#include "base/time/clock.h"
#include "services/notifications/events/pending_flushes.h"
#include "services/notifications/events/shard.h"
#include "services/notifications/metrics/metrics.h"
#include "services/notifications/presence/claim_observer.h"
#include "services/notifications/presence/presence_topic.h"
#include "services/notifications/presence/tick_timer.h"

namespace lossy::notifications {

// The presences of all topics, in the memory of this process. A watcher of a topic first receives
// all its presences, and then every change in order. The tracker sends the changes between two
// ticks together. Thread-safe.
//
// An owner of presences is an address: a stream of this replica, or a RemoteReplica, which stands
// for the claims of another replica.
class PresenceTracker {
 public:
  struct Options {
    // The bounds of the presences that this replica's streams track: topics, presences and bytes of
    // one topic, bytes of all topics.
    std::size_t topics = 100'000;
    std::size_t topic_presences = 10'000;
    std::size_t topic_bytes = 16 << 20;
    std::size_t bytes = 256 << 20;
    // The time for which a presence stays after it has lost its last owner.
    absl::Duration lease = absl::Seconds(5);
  };

  // The references must outlive the tracker. `claims` receives the changes of this replica's
  // claims.
  PresenceTracker(const Options& options, ClaimObserver& claims, const base::Clock& clock,
                  PresenceMetrics& metrics)
      : options_(options), claims_(claims), clock_(clock), metrics_(metrics) {}

  // The clock that measures leases.
  const base::Clock& clock() const { return clock_; }

  // Makes `stream` the owner of the presence, and adds the presence if its ref is new.
  // RESOURCE_EXHAUSTED when a bound is reached.
  absl::Status Track(const std::string& topic, v1::Presence presence, PresenceOwner stream);
  // Makes `replica` one more owner of the presence, and adds the presence if its ref is new. No
  // bound applies: each replica applies the bounds to its own streams, and a presence that this
  // replica rejected would be missing here.
  void TrackRemote(const std::string& topic, v1::Presence presence, PresenceOwner replica);

  // Remove a presence with any owners: because a stream of this replica requested it, or because
  // another replica has removed it.
  void Untrack(absl::string_view topic, const std::string& ref);
  void UntrackRemote(absl::string_view topic, const std::string& ref);

  // End an ownership. The lease of a presence without another owner begins.
  void Release(absl::string_view topic, absl::string_view ref, PresenceOwner stream);
  void ReleaseRemote(absl::string_view topic, absl::string_view ref, PresenceOwner replica);
  // Ends the ownership of a replica that has let its lease expire. Removes a presence without
  // another owner.
  void ExpireRemote(absl::string_view topic, const std::string& ref, PresenceOwner replica);

  // Sends the watcher a Watched with all presences, and then each change. A repeat sends the
  // Watched again. Returns RESOURCE_EXHAUSTED when a bound is reached.
  absl::Status Watch(const std::string& topic, const std::shared_ptr<Subscriber>& watcher);

  // When Unwatch returns, the tracker sends `watcher` no further change of this topic.
  void Unwatch(absl::string_view topic, const Subscriber* watcher);

  // The presences of a topic, of this replica and of the others.
  struct TopicState {
    std::size_t presences = 0;
    std::vector<std::string> keys;  // Sorted, each once.
  };
  TopicState Describe(absl::string_view topic);

  // kHold: leases must not expire now, because messages of other replicas may be missing, and those
  // replicas may have become owners of the presences.
  enum class Leases { kExpire, kHold };

  // Expires leases and sends changes to watchers. Must be called soon after ticks() is due.
  void Tick(Leases leases = Leases::kExpire);

  // The time of the next Tick: soon after a change, and at the end of the first lease unless leases
  // are held.
  TickTimer& ticks() { return ticks_; }

 private:
  struct Lease {
    absl::Time end;
    std::string topic;
    std::string ref;
  };

  struct Shard {
    base::Mutex mutex;
    absl::flat_hash_map<std::string, std::unique_ptr<PresenceTopic>> topics LOSSY_GUARDED_BY(mutex);
    // Topics with changes to send. Some may no longer exist.
    std::vector<std::string> changed LOSSY_GUARDED_BY(mutex);
    // In the order of their ends. A lease stays here until its end, even if its presence has an
    // owner again.
    std::deque<Lease> leases LOSSY_GUARDED_BY(mutex);
  };

  // The cases in which WithTopic makes a topic that does not exist.
  enum class Make { kNever, kIfThereIsRoom, kAlways };

  // One change of a topic whose shard is locked. At its end it corrects the sums, and removes a
  // topic that is unused.
  class Visit;

  // Calls `change` with a Visit and a PendingFlushes while the topic's shard is locked, then
  // flushes. Returns the result of `change`.
  template <typename Change>
  auto WithTopic(absl::string_view name, Make make, Change change);
  // As WithTopic, for a `change` that takes an existing topic and returns a bool. Returns false if
  // there is no such topic.
  template <typename Change>
  bool ChangeTopic(absl::string_view name, Change change);

  absl::Status CheckRoom(const PresenceTopic* topic, const v1::Presence& presence) const;
  void CountTrack(const PresenceTopic& topic, const v1::Presence& presence);
  // Requires a tick at the end of the first lease that remains.
  void ExpireLeases(Shard& shard);
  void SendChanges(Shard& shard);

  const Options options_;
  ClaimObserver& claims_;
  const base::Clock& clock_;
  PresenceMetrics& metrics_;
  TickTimer ticks_;
  std::atomic<std::size_t> topics_{0};
  std::atomic<std::size_t> bytes_{0};
  std::array<Shard, kShards> shards_;
};

}  // namespace lossy::notifications
