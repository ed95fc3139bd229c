#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/random/random.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/time/clock.h"
#include "edge/channel/fair_queue.h"
#include "edge/metrics/concurrency_metrics.h"
#include "edge/net/executor.h"

namespace lossy::edge {

// Bounds of one ConcurrencyLimiter.
struct ConcurrencyLimits {
  std::size_t max_running = 32;                // Granted permits.
  std::size_t max_waiting = 20'000;            // Waiters in the queue.
  absl::Duration max_wait = absl::Seconds(5);  // The longest time in the queue.
};

// Limits how many operations run at once. An operation runs while it has a granted permit. The
// others wait in a queue in which users take turns (FairQueue).
//
// A waiter is rejected after 75 to 100 % of `max_wait`. A waiter that finds the queue full is
// rejected within a second. The times and the retry hints are random, because many clients retry a
// fixed time after a rejection.
//
// Belongs to the executor's thread.
class ConcurrencyLimiter {
 public:
  // Receives the outcome of a wait. The limiter calls one of the methods at most once, on its
  // thread, never within Acquire or a permit's destructor. Both methods may destroy any permit.
  class Waiter {
   public:
    virtual ~Waiter() = default;
    // The permit is granted.
    virtual void OnPermitted() = 0;
    // The wait has ended without a permit. The error is UNAVAILABLE with a retry hint.
    virtual void OnRejected(const absl::Status& status) = 0;
  };

  // A granted permit, or a position in the queue. Its destructor returns the permit or leaves the
  // queue.
  class Permit;

  // `executor` runs tasks on the limiter's thread. The references must outlive the limiter, and the
  // limiter must outlive its permits.
  ConcurrencyLimiter(const ConcurrencyLimits& limits, Executor& executor, const base::Clock& clock,
                     ConcurrencyMetrics& metrics);

  // Returns a permit. If it is granted already (Permit::granted), the waiter is not called.
  // Otherwise the limiter calls the waiter later. `waiter` must outlive the permit.
  std::unique_ptr<Permit> Acquire(const std::string& user_id, Waiter& waiter);

  // Rejects the waiters that have reached their deadline. Must be called about every kTick while
  // waiting().
  void Tick();
  // True while a waiter has a deadline.
  bool waiting() const { return !deadlines_.empty(); }
  static constexpr absl::Duration kTick = absl::Milliseconds(100);

 private:
  using Queue = FairQueue<Permit>;
  // By the time of rejection, and by the order of arrival.
  using Deadlines = std::map<std::pair<absl::Time, std::uint64_t>, Permit*>;

  void Wait(const std::string& user_id, Permit& permit);
  void Grant(Permit& permit);
  void GrantLater();
  void GrantFree();
  void Forget(Permit& permit);
  absl::Status Rejection();

  const ConcurrencyLimits limits_;
  Executor& executor_;
  const base::Clock& clock_;
  ConcurrencyMetrics& metrics_;
  std::size_t running_ = 0;
  Queue queue_;
  Deadlines deadlines_;  // Of the queue's waiters, and of those that found the queue full.
  std::uint64_t arrivals_ = 0;
  bool granting_ = false;  // True while GrantFree is posted.
  absl::BitGen random_;
};

class ConcurrencyLimiter::Permit {
 public:
  ~Permit();
  Permit(const Permit&) = delete;
  Permit& operator=(const Permit&) = delete;

  bool granted() const { return state_ == State::kGranted; }

 private:
  friend class ConcurrencyLimiter;

  // kOverflow: the queue was full; the rejection is due at the deadline.
  enum class State : std::uint8_t { kGranted, kWaiting, kOverflow, kRejected };

  Permit(ConcurrencyLimiter& limiter, Waiter& waiter, absl::Time arrival)
      : limiter_(limiter), waiter_(waiter), arrival_(arrival) {}

  ConcurrencyLimiter& limiter_;
  Waiter& waiter_;
  const absl::Time arrival_;
  State state_ = State::kRejected;
  Queue::Entry entry_;            // Valid in kWaiting.
  Deadlines::iterator deadline_;  // Valid in kWaiting and kOverflow.
};

}  // namespace lossy::edge
