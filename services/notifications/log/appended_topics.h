#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "base/sync/mutex.h"

namespace lossy::notifications {

// The topics to which this process appended events, until the trimmer takes them. Thread-safe.
class AppendedTopics {
 public:
  // The most topics. The object forgets further ones, and reports that.
  static constexpr std::size_t kMost = 100'000;

  struct Taken {
    std::vector<std::string> topics;  // Each once.
    bool forgot = false;              // There were more than kMost.
  };

  void Add(const std::string& topic) {
    base::MutexLock lock(mutex_);
    if (topics_.size() < kMost) {
      topics_.insert(topic);
    } else if (!topics_.contains(topic)) {
      forgot_ = true;
    }
  }

  // Returns the topics since the last Take.
  Taken Take() {
    base::MutexLock lock(mutex_);
    Taken taken{.topics = {topics_.begin(), topics_.end()},
                .forgot = std::exchange(forgot_, false)};
    topics_.clear();
    return taken;
  }

 private:
  base::Mutex mutex_;
  absl::flat_hash_set<std::string> topics_ LOSSY_GUARDED_BY(mutex_);
  bool forgot_ LOSSY_GUARDED_BY(mutex_) = false;
};

}  // namespace lossy::notifications
