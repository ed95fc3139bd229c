#include "edge/limits/meter.h"

namespace lossy::edge {

absl::Duration Meter::Admit(const RateLimits::Traffic& limits, Kind kind, std::size_t bytes,
                            std::int64_t now) {
  const bool join = kind == Kind::kJoin;
  TokenBucket& count = join ? joins_ : messages_;
  const Rate& rate = join ? limits.joins : limits.messages;
  absl::Duration wait = count.Take(rate, now);
  if (wait > absl::ZeroDuration()) return wait;
  wait = bytes_.Take(limits.bytes, now, static_cast<double>(bytes));
  if (wait > absl::ZeroDuration()) count.Return(rate);
  return wait;
}

void Meter::Return(const RateLimits::Traffic& limits, Kind kind, std::size_t bytes) {
  const bool join = kind == Kind::kJoin;
  (join ? joins_ : messages_).Return(join ? limits.joins : limits.messages);
  bytes_.Return(limits.bytes, static_cast<double>(bytes));
}

}  // namespace lossy::edge
