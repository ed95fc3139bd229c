#include "services/agent/models/openai/call_slots.h"

namespace lossy::agent {
namespace {

absl::Status Stopped() { return absl::CancelledError("the process stops"); }

}  // namespace

absl::Status CallSlots::Enter(absl::Time deadline) {
  const base::MutexLock lock(mutex_);
  while (!stop_ && free_ == 0 && changed_.WaitUntil(mutex_, deadline)) continue;
  if (stop_) return Stopped();
  if (free_ == 0) return absl::DeadlineExceededError("too many calls to the endpoint at once");
  --free_;
  return absl::OkStatus();
}

void CallSlots::Leave() {
  const base::MutexLock lock(mutex_);
  ++free_;
  changed_.NotifyAll();
}

absl::Status CallSlots::WaitUntil(absl::Time until) {
  const base::MutexLock lock(mutex_);
  while (!stop_ && changed_.WaitUntil(mutex_, until)) continue;
  return stop_ ? Stopped() : absl::OkStatus();
}

void CallSlots::Shutdown() {
  const base::MutexLock lock(mutex_);
  stop_ = true;
  changed_.NotifyAll();
}

}  // namespace lossy::agent
