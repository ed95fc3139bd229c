#include "services/agent/voice/event_sequence.h"

namespace lossy::agent {

void EventSequence::Reset() {
  last_ = 0;
  restarting_ = false;
}

absl::optional<std::int64_t> EventSequence::Take(std::int64_t number) {
  if (restarting_) Reset();
  if (number <= last_) return absl::nullopt;
  const std::int64_t missing = number - last_ - 1;
  last_ = number;
  return missing;
}

}  // namespace lossy::agent
