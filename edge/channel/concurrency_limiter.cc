#include "edge/channel/concurrency_limiter.h"

#include "base/error/error.h"

namespace lossy::edge {
namespace {

// The limiter spreads rejections because of a full queue over this time.
constexpr absl::Duration kOverflowSpread = absl::Seconds(1);

}  // namespace

ConcurrencyLimiter::Permit::~Permit() {
  if (state_ != State::kGranted) {
    limiter_.Forget(*this);
    return;
  }
  --limiter_.running_;
  limiter_.metrics_.running.Decrement();
  limiter_.GrantLater();
}

ConcurrencyLimiter::ConcurrencyLimiter(const ConcurrencyLimits& limits, Executor& executor,
                                       const base::Clock& clock, ConcurrencyMetrics& metrics)
    : limits_(limits), executor_(executor), clock_(clock), metrics_(metrics) {}

std::unique_ptr<ConcurrencyLimiter::Permit> ConcurrencyLimiter::Acquire(const std::string& user_id,
                                                                        Waiter& waiter) {
  std::unique_ptr<Permit> permit(new Permit(*this, waiter, clock_.Steady()));
  if (queue_.empty() && running_ < limits_.max_running) {
    Grant(*permit);
  } else {
    Wait(user_id, *permit);
  }
  return permit;
}

void ConcurrencyLimiter::Wait(const std::string& user_id, Permit& permit) {
  absl::Duration wait;
  if (queue_.size() < limits_.max_waiting) {
    permit.state_ = Permit::State::kWaiting;
    permit.entry_ = queue_.Add(user_id, permit);
    metrics_.waiting.Increment();
    wait = limits_.max_wait * absl::Uniform(random_, 0.75, 1.0);
  } else {
    permit.state_ = Permit::State::kOverflow;
    wait = kOverflowSpread * absl::Uniform(random_, 0.0, 1.0);
  }
  permit.deadline_ =
      deadlines_.emplace(std::pair(permit.arrival_ + wait, ++arrivals_), &permit).first;
}

void ConcurrencyLimiter::Grant(Permit& permit) {
  permit.state_ = Permit::State::kGranted;
  ++running_;
  metrics_.running.Increment();
  metrics_.wait_seconds.Observe(absl::ToDoubleSeconds(clock_.Steady() - permit.arrival_));
}

void ConcurrencyLimiter::GrantLater() {
  if (granting_ || queue_.empty()) return;
  granting_ = true;
  executor_.Post([this] { GrantFree(); });
}

void ConcurrencyLimiter::GrantFree() {
  granting_ = false;
  while (!queue_.empty() && running_ < limits_.max_running) {
    Permit& permit = queue_.Pop();
    deadlines_.erase(permit.deadline_);
    metrics_.waiting.Decrement();
    Grant(permit);
    permit.waiter_.OnPermitted();
  }
}

void ConcurrencyLimiter::Forget(Permit& permit) {
  if (permit.state_ == Permit::State::kRejected) return;
  deadlines_.erase(permit.deadline_);
  if (permit.state_ == Permit::State::kOverflow) return;
  queue_.Remove(permit.entry_);
  metrics_.waiting.Decrement();
}

void ConcurrencyLimiter::Tick() {
  const absl::Time now = clock_.Steady();
  while (!deadlines_.empty() && deadlines_.begin()->first.first <= now) {
    Permit& permit = *deadlines_.begin()->second;
    (permit.state_ == Permit::State::kOverflow ? metrics_.rejected_full : metrics_.rejected_late)
        .Increment();
    Forget(permit);
    permit.state_ = Permit::State::kRejected;
    permit.waiter_.OnRejected(Rejection());
  }
}

absl::Status ConcurrencyLimiter::Rejection() {
  channel::v1::Error error;
  error.set_reason(channel::v1::REASON_UNAVAILABLE);
  error.set_message("too many come at once");
  // A queue that was full has drained after `max_wait`.
  const absl::Duration wait = limits_.max_wait * absl::Uniform(random_, 0.2, 1.0);
  error.set_retry_after_ms(absl::ToInt64Milliseconds(wait) + 1);
  return base::MakeStatus(error);
}

}  // namespace lossy::edge
