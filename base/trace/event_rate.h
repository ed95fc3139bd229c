#pragma once

#include <atomic>
#include <cstdint>

namespace lossy::base {

// Admits at most a number of events in each second. Thread-safe, without locks.
class EventRate {
 public:
  explicit EventRate(int per_second) : per_second_(per_second) {}

  // Returns true if the event is within the rate. `second` is a steady time in whole seconds.
  bool Admit(std::int64_t second);
  // The same, at the present time.
  bool Admit();

 private:
  const int per_second_;
  std::atomic<std::int64_t> second_{0};  // The second that admitted_ counts.
  std::atomic<int> admitted_{0};
};

}  // namespace lossy::base
