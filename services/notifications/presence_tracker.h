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
#include "services/notifications/metrics.h"
#include "services/notifications/presence_topic.h"
#include "services/notifications/shard.h"

namespace lossy::notifications {

// Who is on which topic, in this process's memory. Watchers of a topic are told first who is there,
// then of every change, in order; changes within a tick are told together. Thread-safe.
//
// Whoever tracks is known by an address only. A stream is one; another replica that tells what its
// streams track can be one, too.
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

  // Both must outlive it.
  PresenceTracker(const Options& options, const base::Clock& clock, PresenceMetrics& metrics)
      : options_(options), clock_(clock), metrics_(metrics) {}

  // The presence is there and belongs to `owner`. If its ref is there already, only that changes.
  // RESOURCE_EXHAUSTED when there is no room for it.
  absl::Status Track(const std::string& topic, v1::Presence presence, PresenceOwner owner);

  // Takes a presence away, whoever's it is.
  void Untrack(absl::string_view topic, absl::string_view ref);

  // `owner` is gone: if the presence is still its own, its lease begins.
  void Release(absl::string_view topic, absl::string_view ref, PresenceOwner owner);

  // Offers a Watched, then what changes. Once more for who watches already.
  absl::Status Watch(const std::string& topic, const std::shared_ptr<Subscriber>& watcher);

  // When it returns, `watcher` is offered nothing more of this topic.
  void Unwatch(absl::string_view topic, const Subscriber* watcher);

  // Ends leases and tells of changes. To be called every some tens of milliseconds.
  void Tick();

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

  absl::Status CheckRoom(const PresenceTopic& topic, const v1::Presence& presence) const;
  void EndLeases(Shard& shard);
  void TellNews(Shard& shard);

  const Options options_;
  const base::Clock& clock_;
  PresenceMetrics& metrics_;
  std::atomic<std::size_t> topics_{0};
  std::atomic<std::size_t> bytes_{0};
  std::array<Shard, kShards> shards_;
};

}  // namespace lossy::notifications
