#include "services/agent/models/openai/circuit_breaker.h"

#include <algorithm>

namespace lossy::agent {

absl::optional<CircuitBreaker::Pass> CircuitBreaker::Enter() {
  const base::MutexLock lock(mutex_);
  if (state_ == State::kClosed) return Pass{};
  if (probing_ || clock_.Steady() < open_until_) return absl::nullopt;
  state_ = State::kHalfOpen;
  probing_ = true;
  return Pass{.probe = true};
}

void CircuitBreaker::Report(Pass pass, Outcome outcome, std::size_t subject) {
  const base::MutexLock lock(mutex_);
  // A call that began before the circuit opened does not count.
  if (state_ != (pass.probe ? State::kHalfOpen : State::kClosed)) return;
  probing_ = false;
  switch (outcome) {
    case Outcome::kSucceeded:
      state_ = State::kClosed;
      failures_ = 0;
      failed_subjects_.clear();
      return;
    case Outcome::kFailed:
      if (HasFailed(subject)) return;
      if (pass.probe || ++failures_ >= options_.failures) Open();
      return;
    case Outcome::kUnclear:
      return;
  }
}

bool CircuitBreaker::HasFailed(std::size_t subject) {
  if (subject == 0) return false;
  if (failed_subjects_.size() >= kMaxSubjects) failed_subjects_.clear();
  return !failed_subjects_.insert(subject).second;
}

void CircuitBreaker::Open() {
  state_ = State::kOpen;
  failures_ = 0;
  open_until_ = clock_.Steady() + options_.rest;
}

CircuitBreaker::State CircuitBreaker::state() const {
  const base::MutexLock lock(mutex_);
  return state_;
}

absl::Duration CircuitBreaker::left() const {
  const base::MutexLock lock(mutex_);
  if (state_ != State::kOpen) return absl::ZeroDuration();
  return std::max(open_until_ - clock_.Steady(), absl::ZeroDuration());
}

}  // namespace lossy::agent
