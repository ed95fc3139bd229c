#pragma once

#include <cstdint>

#include "absl/types/optional.h"

namespace lossy::agent {

// Beyond it, numbers of JSON are not exact.
inline constexpr std::int64_t kMaxSequence = std::int64_t{1} << 53;

// The numbers 1, 2, 3, … that a client gives its events, so that a repeat and a loss are noticed.
// They begin anew with each epoch.
class EventSequence {
 public:
  explicit EventSequence(std::int64_t last = 0) : last_(last) {}

  // The client has joined: its next event begins a new epoch, unless Continue comes first.
  void Restart() { restarting_ = true; }
  void Continue() { restarting_ = false; }
  // A new epoch begins now.
  void Reset();

  // How many events are missing before this one, which is counted from now on. Absent: it was there
  // before. `number` is from 1 to kMaxSequence.
  absl::optional<std::int64_t> Take(std::int64_t number);

  // Of the last event of the epoch; 0 before the first.
  std::int64_t last() const { return last_; }

 private:
  std::int64_t last_;
  bool restarting_ = false;
};

}  // namespace lossy::agent
