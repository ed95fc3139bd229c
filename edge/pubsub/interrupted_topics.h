#pragma once

#include <cstddef>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/time/time.h"
#include "base/sync/mutex.h"
#include "prometheus/gauge.h"
#include "prometheus/registry.h"

namespace lossy::edge {

// The topics that hubs of this edge follow and that are not live: the stream to the notifications
// service has broken, and the next one has not continued them yet. Their clients miss nothing, but
// receive their events later. Thread-safe.
class InterruptedTopics {
 public:
  // `most_wait` is the longest time after the connection of a new stream for which settled() is
  // false. `registry` must outlive the object.
  InterruptedTopics(absl::Duration most_wait, prometheus::Registry& registry);

  // Adds a topic whose stream has broken.
  void Add(const std::string& topic);
  // Removes a topic that is live again, or that no hub follows any more.
  void Remove(absl::string_view topic);
  // A new stream is connected.
  void OnConnected();

  std::size_t size() const;

  // Returns true if there is no such topic, or if the service has had `most_wait` to continue them:
  // topics that it cannot continue must not keep the edge from its other work for ever.
  bool settled() const;

 private:
  const absl::Duration most_wait_;
  prometheus::Gauge& not_live_;  // The size of topics_.
  mutable base::Mutex mutex_;
  absl::flat_hash_set<std::string> topics_ LOSSY_GUARDED_BY(mutex_);
  std::size_t most_ LOSSY_GUARDED_BY(mutex_) = 0;  // The largest size since it was empty.
  // The steady time of the first connection since it was empty.
  absl::Time connected_at_ LOSSY_GUARDED_BY(mutex_) = absl::InfiniteFuture();
};

}  // namespace lossy::edge
