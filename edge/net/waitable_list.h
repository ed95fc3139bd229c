#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <utility>
#include <vector>

namespace lossy::edge {

// For tests: a list that some threads add to, and another one waits for. Thread-safe.
template <typename T>
class WaitableList {
 public:
  void Add(T item) {
    std::lock_guard lock(mutex_);
    items_.push_back(std::move(item));
    changed_.notify_all();
  }

  // All there is, once it is at least `count`; what there is after half a minute.
  std::vector<T> Await(std::size_t count) const {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(30), [&] { return items_.size() >= count; });
    return items_;
  }
  std::vector<T> Now() const { return Await(0); }

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<T> items_;  // Guarded by mutex_.
};

}  // namespace lossy::edge
