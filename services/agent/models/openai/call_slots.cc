#include "services/agent/models/openai/call_slots.h"

#include "base/time/wait_until.h"

namespace lossy::agent {
namespace {

absl::Status Stopped() { return absl::CancelledError("the process stops"); }

}  // namespace

absl::Status CallSlots::Enter(absl::Time deadline) {
  std::unique_lock lock(mutex_);
  const bool ready =
      base::WaitUntil(changed_, lock, deadline, [this] { return stop_ || free_ > 0; });
  if (stop_) return Stopped();
  if (!ready) return absl::DeadlineExceededError("too many calls to the endpoint at once");
  --free_;
  return absl::OkStatus();
}

void CallSlots::Leave() {
  std::lock_guard lock(mutex_);
  ++free_;
  changed_.notify_all();
}

absl::Status CallSlots::Rest(absl::Time until) {
  std::unique_lock lock(mutex_);
  base::WaitUntil(changed_, lock, until, [this] { return stop_; });
  return stop_ ? Stopped() : absl::OkStatus();
}

void CallSlots::Shutdown() {
  std::lock_guard lock(mutex_);
  stop_ = true;
  changed_.notify_all();
}

}  // namespace lossy::agent
