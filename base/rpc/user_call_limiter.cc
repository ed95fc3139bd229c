#include "base/rpc/user_call_limiter.h"

#include <algorithm>

#include "absl/random/random.h"
#include "base/error/error.h"
#include "base/metrics/add_metric.h"
#include "base/time/clock.h"
#include "prometheus/counter.h"
#include "prometheus/gauge.h"

namespace lossy::base {
namespace {

// The retry hint is random between the two, so that rejected calls do not return together.
constexpr std::int64_t kLeastRetryMs = 250;
constexpr std::int64_t kMostRetryMs = 1000;

}  // namespace

UserCallLimiter::UserCallLimiter(Options options, prometheus::Registry& registry)
    : options_(options),
      waiting_metric_(AddGauge(registry, "lossy_rpc_waiting_calls",
                               "Calls that wait because their user has too many running")),
      refused_metric_(
          AddCounter(registry, "lossy_rpc_refused_calls_total",
                     "Calls refused because their user has too many running or waiting")) {}

absl::StatusOr<UserCallLimiter::Permit> UserCallLimiter::Acquire(const std::string& user_id,
                                                                 absl::Time deadline) {
  if (options_.running <= 0) return Permit();
  MutexLock lock(mutex_);
  User& user = users_[user_id];
  if (user.running < options_.running) {
    ++user.running;
    return Permit(*this, user_id);
  }
  if (static_cast<int>(user.waiters.size()) >= options_.waiting ||
      waiting_ >= options_.all_waiting) {
    return Refuse();
  }
  Waiter waiter;
  user.waiters.push_back(&waiter);
  ++waiting_;
  waiting_metric_.Increment();
  const bool granted = Await(user_id, waiter, std::min(deadline, SteadyNow() + options_.wait));
  --waiting_;
  waiting_metric_.Decrement();
  if (!granted) return Refuse();
  return Permit(*this, user_id);
}

bool UserCallLimiter::Await(const std::string& user_id, Waiter& waiter, absl::Time deadline) {
  while (!waiter.granted && waiter.granted_changed.WaitUntil(mutex_, deadline)) continue;
  if (waiter.granted) return true;
  // The user has an entry while a call of the user runs. If no call ran, this waiter would have its
  // permit.
  std::deque<Waiter*>& waiters = users_.find(user_id)->second.waiters;
  waiters.erase(std::find(waiters.begin(), waiters.end(), &waiter));
  return false;
}

absl::Status UserCallLimiter::Refuse() {
  refused_metric_.Increment();
  thread_local absl::InsecureBitGen random;
  return RateLimited("too many calls of one user at once",
                     absl::Uniform(random, kLeastRetryMs, kMostRetryMs));
}

void UserCallLimiter::Release(const std::string& user_id) {
  MutexLock lock(mutex_);
  auto found = users_.find(user_id);
  User& user = found->second;
  if (user.waiters.empty()) {
    if (--user.running == 0) users_.erase(found);
    return;
  }
  // The permit goes to the oldest waiter, so a later call cannot take it first.
  Waiter& next = *user.waiters.front();
  user.waiters.pop_front();
  next.granted = true;
  next.granted_changed.NotifyOne();
}

}  // namespace lossy::base
