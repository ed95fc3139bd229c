#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "base/sync/mutex.h"
#include "base/sync/thread_annotations.h"
#include "base/time/clock.h"

namespace lossy::edge {

// For tests: a list to which threads add items while another thread waits for them. Thread-safe.
template <typename T>
class WaitableList {
 public:
  void Add(T item) {
    base::MutexLock lock(mutex_);
    items_.push_back(std::move(item));
    changed_.NotifyAll();
  }

  // Blocks until the list has at least `count` items, at most for 30 seconds. Returns all items.
  std::vector<T> Await(std::size_t count) const {
    base::MutexLock lock(mutex_);
    const absl::Time deadline = base::SteadyNow() + absl::Seconds(30);
    while (items_.size() < count && changed_.WaitUntil(mutex_, deadline)) continue;
    return items_;
  }
  // Returns all items without waiting.
  std::vector<T> Now() const { return Await(0); }

 private:
  mutable base::Mutex mutex_;
  mutable base::CondVar changed_;
  std::vector<T> items_ LOSSY_GUARDED_BY(mutex_);
};

}  // namespace lossy::edge
