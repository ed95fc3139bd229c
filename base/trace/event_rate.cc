#include "base/trace/event_rate.h"

#include <chrono>

namespace lossy::base {

bool EventRate::Admit(std::int64_t second) {
  std::int64_t counted = second_.load(std::memory_order_relaxed);
  // One thread begins the new second. An event that another thread counts meanwhile may be lost
  // from the count, which then admits one more.
  if (counted != second && second_.compare_exchange_strong(counted, second)) admitted_ = 0;
  if (admitted_.load(std::memory_order_relaxed) >= per_second_) return false;
  return admitted_.fetch_add(1, std::memory_order_relaxed) < per_second_;
}

bool EventRate::Admit() {
  return Admit(std::chrono::duration_cast<std::chrono::seconds>(
                   std::chrono::steady_clock::now().time_since_epoch())
                   .count());
}

}  // namespace lossy::base
