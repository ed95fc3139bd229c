#include "edge/limits/token_bucket.h"

#include <time.h>

#include <algorithm>

namespace lossy::edge {
namespace {

constexpr double kNanos = 1e9;

std::int64_t NanosFor(const Rate& rate, double units) {
  return static_cast<std::int64_t>(units * (kNanos / rate.per_second));
}

}  // namespace

// This is the generic cell rate algorithm. Its state is one number instead of a level and a time.
absl::Duration TokenBucket::Take(const Rate& rate, std::int64_t now, double cost) {
  if (rate.per_second <= 0) return absl::ZeroDuration();
  const std::int64_t price = NanosFor(rate, cost);
  const std::int64_t credit = NanosFor(rate, std::max(rate.burst, cost));
  std::int64_t seen = full_at_.load(std::memory_order_relaxed);
  while (true) {
    const std::int64_t next = std::max(seen, now) + price;
    if (next - now > credit) return absl::Nanoseconds(next - now - credit);
    if (full_at_.compare_exchange_weak(seen, next, std::memory_order_relaxed)) {
      return absl::ZeroDuration();
    }
  }
}

std::int64_t TokenBucket::Charge(const Rate& rate, std::int64_t now, double cost) {
  if (rate.per_second <= 0) return 0;
  const std::int64_t price = NanosFor(rate, cost);
  std::int64_t seen = full_at_.load(std::memory_order_relaxed);
  std::int64_t next;
  do {
    next = std::max(seen, now) + price;
  } while (!full_at_.compare_exchange_weak(seen, next, std::memory_order_relaxed));
  return std::max<std::int64_t>(0, next - now - NanosFor(rate, rate.burst));
}

void TokenBucket::Return(const Rate& rate, double cost) {
  if (rate.per_second > 0) full_at_.fetch_sub(NanosFor(rate, cost), std::memory_order_relaxed);
}

double TokenBucket::Left(const Rate& rate, std::int64_t now) const {
  const std::int64_t owed =
      std::max<std::int64_t>(0, full_at_.load(std::memory_order_relaxed) - now);
  const double left = rate.burst - static_cast<double>(owed) * (rate.per_second / kNanos);
  return std::max(0.0, left);
}

std::int64_t TokenBucket::Now() {
  timespec now;
  ::clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

}  // namespace lossy::edge
