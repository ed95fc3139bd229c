#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <functional>
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
    absl::Duration gather;
  };

  // Works on a batch, and returns a result for each item, in their order.
  using Run = std::function<std::vector<Result>(absl::Span<const Item* const>)>;

  Batcher(Options options, Run run) : options_(options), run_(std::move(run)) {}

  // Returns the result of `item`.
  Result Call(const Item& item) {
    Waiter waiter{.item = &item, .result = {}, .changed = {}};
    MutexLock lock(mutex_);
    waiting_.push_back(&waiter);
    while (!waiter.result) {
      if (running_ < options_.parallel && !waiting_.empty()) {
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
    absl::optional<Result> result;
    CondVar changed;
  };

  // Runs the batch of the calls that have waited longest. `lock` holds mutex_.
  void RunBatch(MutexLock& lock) LOSSY_REQUIRES(mutex_) {
    ++running_;
    if (options_.gather > absl::ZeroDuration()) {
      lock.Unlock();
      absl::SleepFor(options_.gather);
      lock.Lock();
    }
    if (waiting_.empty()) {  // Another batch has taken the calls meanwhile.
      --running_;
      return;
    }
    const std::size_t size = std::min(waiting_.size(), options_.largest);
    const std::vector<Waiter*> batch(waiting_.begin(),
                                     waiting_.begin() + static_cast<std::ptrdiff_t>(size));
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(size));
    std::vector<const Item*> items;
    items.reserve(batch.size());
    for (const Waiter* waiter : batch) items.push_back(waiter->item);
    lock.Unlock();
    std::vector<Result> results = run_(items);
    lock.Lock();
    --running_;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      batch[i]->result.emplace(std::move(results[i]));
      batch[i]->changed.NotifyOne();
    }
    if (!waiting_.empty()) waiting_.front()->changed.NotifyOne();
  }

  const Options options_;
  const Run run_;

  Mutex mutex_;
  std::deque<Waiter*> waiting_ LOSSY_GUARDED_BY(mutex_);
  int running_ LOSSY_GUARDED_BY(mutex_) = 0;
};

}  // namespace lossy::base
