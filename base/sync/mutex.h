#pragma once

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "absl/time/time.h"
#include "base/sync/thread_annotations.h"
#include "base/time/clock.h"

namespace lossy::base {

// std::mutex with the annotations that clang checks. Not recursive. Prefer MutexLock to Lock and
// Unlock.
class LOSSY_CAPABILITY("mutex") Mutex {
 public:
  Mutex() = default;
  Mutex(const Mutex&) = delete;
  Mutex& operator=(const Mutex&) = delete;

  void Lock() LOSSY_ACQUIRE() { mutex_.lock(); }
  void Unlock() LOSSY_RELEASE() { mutex_.unlock(); }
  // Returns true if it locked the mutex. Never blocks.
  bool TryLock() LOSSY_TRY_ACQUIRE(true) { return mutex_.try_lock(); }
  // Declares to clang's analysis that the mutex is locked, for a callback that runs under it.
  // Checks nothing at run time.
  void AssertHeld() const LOSSY_ASSERT_CAPABILITY(this) {}

 private:
  friend class CondVar;

  std::mutex mutex_;
};

// Holds a mutex from its construction to its destruction, except between Unlock and Lock. The mutex
// must outlive it. Belongs to one thread.
class LOSSY_SCOPED_CAPABILITY MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) LOSSY_ACQUIRE(mutex) : mutex_(mutex) { mutex_.Lock(); }
  ~MutexLock() LOSSY_RELEASE() {
    if (locked_) mutex_.Unlock();
  }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

  // Lets other threads lock the mutex before the end of the scope. The lock must be locked.
  void Unlock() LOSSY_RELEASE() {
    mutex_.Unlock();
    locked_ = false;
  }
  // Locks the mutex again after Unlock.
  void Lock() LOSSY_ACQUIRE() {
    mutex_.Lock();
    locked_ = true;
  }

 private:
  Mutex& mutex_;
  bool locked_ = true;
};

// A condition variable for Mutex. Each wait may return though no thread notified it, so the caller
// waits in a loop that checks its condition:
//
//   while (!stop_ && tasks_.empty()) changed_.Wait(mutex_);
//   while (!stop_ && changed_.WaitUntil(mutex_, deadline)) continue;
//
// Thread-safe.
class CondVar {
 public:
  // Unlocks `mutex`, waits for a notification, and locks `mutex` again.
  void Wait(Mutex& mutex) LOSSY_REQUIRES(mutex) {
    // The destructor of std::unique_lock would unlock the mutex, which belongs to the caller.
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    changed_.wait(lock);
    lock.release();
  }

  // As Wait, but returns at `deadline` at the latest. The deadline is a steady time (base/time) and
  // may be infinite: a step of the wall clock changes no wait. Returns false if the deadline has
  // passed; the condition may hold nevertheless.
  bool WaitUntil(Mutex& mutex, absl::Time deadline) LOSSY_REQUIRES(mutex) {
    // The standard library adds the duration to the present time, and the sum of a longer one would
    // overflow.
    constexpr absl::Duration kLongestWait = absl::Hours(1);
    const absl::Duration left = deadline - SteadyNow();
    if (left <= absl::ZeroDuration()) return false;
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    changed_.wait_for(lock, absl::ToChronoMicroseconds(
                                absl::Ceil(std::min(left, kLongestWait), absl::Microseconds(1))));
    lock.release();
    return SteadyNow() < deadline;
  }

  // As WaitUntil, with a deadline `duration` from now.
  bool WaitFor(Mutex& mutex, absl::Duration duration) LOSSY_REQUIRES(mutex) {
    return WaitUntil(mutex, SteadyNow() + duration);
  }

  void NotifyOne() { changed_.notify_one(); }
  void NotifyAll() { changed_.notify_all(); }

 private:
  std::condition_variable changed_;
};

}  // namespace lossy::base
