#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/cache/lru_cache.h"
#include "base/sync/mutex.h"

namespace lossy::notifications {

// RecentEpochs names the epochs of topics that are made, and remembers them for a while. A commit
// that makes a topic does not wait for the disk, so a crash of the database may lose the topic. It
// is then made again with the same epoch. So its followers, who have received no event of the lost
// topic, receive the next one.
//
// Thread-safe. Times are steady times.
class RecentEpochs {
 public:
  // The time for which an epoch is remembered. The server writes a commit to the disk within a
  // second; the rest is for its restart.
  static constexpr absl::Duration kMemory = absl::Seconds(10);

  // Returns an epoch for each topic: the one that it received within kMemory before `now`, or a new
  // one.
  std::vector<std::string> Choose(absl::Span<const absl::string_view> topics, absl::Time now);
  // Drops the epochs of topics that have events, or whose epochs have ended. Made again, they must
  // get other epochs, because an offset must not be used twice.
  void Forget(absl::Span<const absl::string_view> topics);
  // The same for all topics.
  void ForgetAll();

 private:
  static constexpr std::size_t kMostTopics = 20'000;

  struct Epoch {
    std::string name;  // Empty: forgotten.
    absl::Time chosen_at;
  };

  base::Mutex mutex_;
  base::LruCache<std::string, Epoch> epochs_ LOSSY_GUARDED_BY(mutex_){kMostTopics};
};

}  // namespace lossy::notifications
