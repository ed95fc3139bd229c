#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "base/sync/mutex.h"

namespace lossy::base {

// Batcher gathers concurrent calls into batches, as a group commit does. A call that finds fewer
// than `parallel` batches in progress runs a batch at once, on its own thread, with the calls that
// wait. A call that finds more waits, and the next batch has all calls that arrived meanwhile. So a
// single call never waits for another one, and the batches grow with the load.
//
// Calls join batches in the order of their arrival. A call waits for as long as `run` takes for the
// batches before it and for its own.
//
// Threads: thread-safe; starts no thread. Lifetime: must outlive the calls.
template <typename Item, typename Result>
class Batcher {
 public:
  struct Options {
    // The most items of a batch, at least 1.
    std::size_t largest = 64;
    // The most batches in progress at a time, at least 1.
    int parallel = 2;
    // The time for which a batch waits for further calls before it runs. With zero a call that
    // finds fewer than `parallel` batches runs at once.
    absl::Duration gather = absl::ZeroDuration();
    // Returns the key of a call. Batches that run at the same time have no key in common, since one
    // would only wait for the locks of the other. nullptr: calls have no keys.
    std::function<std::string(const Item&)> key = nullptr;
  };

  // Works on a batch, and returns a result for each item, in their order.
  using RunItems = std::function<std::vector<Result>(absl::Span<const Item* const>)>;

  Batcher(Options options, RunItems run) : options_(std::move(options)), run_(std::move(run)) {}

  // Returns the result of `item`.
  Result Call(const Item& item) {
    Waiter waiter{.item = &item, .key = {}, .result = {}, .changed = {}};
    if (options_.key) waiter.key = options_.key(item);
    MutexLock lock(mutex_);
    waiting_.push_back(&waiter);
    while (!waiter.result) {
      if (running_ < options_.parallel && AnyIsReady()) {
        RunBatch(lock);
      } else {
        waiter.changed.Wait(mutex_);
      }
    }
    return *std::move(waiter.result);
  }

 private:
  struct Waiter {
    const Item* item;
    std::string key;
    absl::optional<Result> result;
    CondVar changed;
  };

  // Returns true if the waiting call may join a batch now.
  bool IsReady(const Waiter& waiter) const LOSSY_REQUIRES(mutex_) {
    return !options_.key || !running_keys_.contains(waiter.key);
  }
  bool AnyIsReady() const LOSSY_REQUIRES(mutex_) {
    for (const Waiter* waiter : waiting_) {
      if (IsReady(*waiter)) return true;
    }
    return false;
  }

  // Removes the calls of the next batch from waiting_, those that have waited longest.
  std::vector<Waiter*> TakeBatch() LOSSY_REQUIRES(mutex_) {
    std::vector<Waiter*> batch;
    std::deque<Waiter*> others;
    for (Waiter* waiter : waiting_) {
      const bool joins = batch.size() < options_.largest && IsReady(*waiter);
      if (joins) {
        batch.push_back(waiter);
      } else {
        others.push_back(waiter);
      }
    }
    waiting_.swap(others);
    return batch;
  }

  // Runs the batch of the calls that have waited longest. `lock` holds mutex_.
  void RunBatch(MutexLock& lock) LOSSY_REQUIRES(mutex_) {
    ++running_;
    if (options_.gather > absl::ZeroDuration()) {
      lock.Unlock();
      absl::SleepFor(options_.gather);
      lock.Lock();
    }
    const std::vector<Waiter*> batch = TakeBatch();
    if (!batch.empty()) Run(batch, lock);
    --running_;
    // Its thread may run the next batch.
    if (!waiting_.empty()) waiting_.front()->changed.NotifyOne();
  }

  void Run(const std::vector<Waiter*>& batch, MutexLock& lock) LOSSY_REQUIRES(mutex_) {
    std::vector<const Item*> items;
    items.reserve(batch.size());
    for (const Waiter* waiter : batch) {
      items.push_back(waiter->item);
      if (options_.key) running_keys_.insert(waiter->key);
    }
    lock.Unlock();
    std::vector<Result> results = run_(items);
    lock.Lock();
    for (std::size_t i = 0; i < batch.size(); ++i) {
      if (options_.key) running_keys_.erase(batch[i]->key);
      batch[i]->result.emplace(std::move(results[i]));
      batch[i]->changed.NotifyOne();
    }
  }

  const Options options_;
  const RunItems run_;

  Mutex mutex_;
  std::deque<Waiter*> waiting_ LOSSY_GUARDED_BY(mutex_);
  int running_ LOSSY_GUARDED_BY(mutex_) = 0;
  // The keys of the calls in the batches in progress.
  std::set<std::string> running_keys_ LOSSY_GUARDED_BY(mutex_);
};

}  // namespace lossy::base
