#pragma once

#include <atomic>
#include <cstdint>
#include <limits>

#include "absl/time/time.h"
#include "base/sync/mutex.h"

namespace lossy::notifications {

// The time of the next tick of the presences. A change makes it due, so that a process without
// changes does not tick. All times are steady. Thread-safe.
class TickTimer {
 public:
  // Makes the next tick due at this time, or before. InfinitePast: as soon as possible. Costs one
  // atomic load if that is so already. The caller may hold locks.
  void Require(absl::Time at);

  // The time of the next tick; InfiniteFuture while none is required. A tick is due at first.
  absl::Time due() const;

  // A tick begins. It does everything that was required before.
  void Begin() { due_us_ = kNever; }

  // Blocks until a tick is due, at `not_before` at the earliest, and begins it. Returns false after
  // Stop.
  bool Await(absl::Time not_before);
  void Stop();

 private:
  static constexpr std::int64_t kAtOnce = std::numeric_limits<std::int64_t>::min();
  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

  // In microseconds. Changes from a later to an earlier time only while mutex_ is held.
  std::atomic<std::int64_t> due_us_{kAtOnce};
  base::Mutex mutex_;
  base::CondVar changed_;
  bool stopped_ LOSSY_GUARDED_BY(mutex_) = false;
};

}  // namespace lossy::notifications
