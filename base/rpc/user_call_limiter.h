#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/sync/mutex.h"
#include "prometheus/registry.h"

namespace lossy::base {

// Bounds how many calls of one user run at once in this process, so that one user cannot hold all
// threads and database connections of a service. Further calls of that user wait in the order of
// their arrival. The limiter never delays a call of a user who is below the limit. Thread-safe.
//
// A waiting call occupies a thread and a gRPC stream, so two bounds apply to waiting calls: one for
// each user and one for all users. The bound for all users should be well below the number of the
// server's threads. It should also be below the streams of one connection, because the edge has one
// connection to each replica.
class UserCallLimiter {
 public:
  struct Options {
    // The most calls of one user that run at once; 0: no limit.
    int running = 4;
    // The most calls of one user that wait.
    int waiting = 32;
    // The most calls of all users that wait.
    int all_waiting = 64;
    // Longest wait of a call.
    absl::Duration wait = absl::Seconds(2);
  };

  // The right of one call to run, which the destructor returns. Movable, not copyable. The limiter
  // must outlive the permit.
  class Permit {
   public:
    Permit() = default;
    Permit(UserCallLimiter& limiter, std::string user_id)
        : limiter_(&limiter), user_id_(std::move(user_id)) {}
    Permit(Permit&& other) noexcept
        : limiter_(std::exchange(other.limiter_, nullptr)), user_id_(std::move(other.user_id_)) {}
    Permit& operator=(Permit&&) = delete;
    ~Permit() {
      if (limiter_ != nullptr) limiter_->Release(user_id_);
    }

   private:
    UserCallLimiter* limiter_ = nullptr;
    std::string user_id_;
  };

  // `registry` must outlive the limiter.
  UserCallLimiter(Options options, prometheus::Registry& registry);
  UserCallLimiter(const UserCallLimiter&) = delete;

  // Blocks until the user's call may run, at most until `deadline` (a steady time) and for
  // Options::wait. Returns RESOURCE_EXHAUSTED (reason `rate_limited`, with a retry hint) if the
  // wait ends first, or at once if too many calls wait.
  absl::StatusOr<Permit> Acquire(const std::string& user_id, absl::Time deadline);

 private:
  struct Waiter {
    CondVar granted_changed;
    bool granted = false;  // The limiter's mutex guards it.
  };
  struct User {
    int running = 0;
    std::deque<Waiter*> waiters;  // The oldest first.
  };

  void Release(const std::string& user_id);
  absl::Status Refuse();
  // Returns true if the waiter has its permit by the deadline. Removes the waiter from the queue.
  bool Await(const std::string& user_id, Waiter& waiter, absl::Time deadline)
      LOSSY_REQUIRES(mutex_);

  const Options options_;
  prometheus::Gauge& waiting_metric_;
  prometheus::Counter& refused_metric_;

  Mutex mutex_;
  // A user without calls has no entry.
  absl::flat_hash_map<std::string, User> users_ LOSSY_GUARDED_BY(mutex_);
  int waiting_ LOSSY_GUARDED_BY(mutex_) = 0;
};

}  // namespace lossy::base
