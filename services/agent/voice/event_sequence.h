#pragma once

#include <cstdint>

#include "absl/types/optional.h"

namespace lossy::agent {

// The largest integer that a JSON number represents exactly.
inline constexpr std::int64_t kMaxSequence = std::int64_t{1} << 53;

// EventSequence detects repeated and lost events. A client numbers its events 1, 2, 3, … in each
// epoch; a new epoch starts again at 1. Not thread-safe.
class EventSequence {
 public:
  // `last` is the number of the last event that was received; 0 if there was none.
  explicit EventSequence(std::int64_t last = 0) : last_(last) {}

  // Must be called when a client joins. The next event then starts a new epoch, unless Continue is
  // called first.
  void Restart() { restarting_ = true; }
  // Cancels Restart: the client continues its epoch.
  void Continue() { restarting_ = false; }
  // Starts a new epoch immediately.
  void Reset();

  // Counts an event and returns how many events are missing before it. Returns nullopt if the event
  // was received before. `number` must be from 1 to kMaxSequence.
  absl::optional<std::int64_t> Take(std::int64_t number);

  // The number of the last event of the epoch; 0 before the first one.
  std::int64_t last() const { return last_; }

 private:
  std::int64_t last_;
  bool restarting_ = false;
};

}  // namespace lossy::agent
