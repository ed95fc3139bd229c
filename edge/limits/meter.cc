#include "edge/limits/meter.h"

namespace lossy::edge {

absl::Duration Meter::Admit(const RateLimits::Traffic& limits, Kind kind, std::int64_t now) {
  return kind == Kind::kJoin ? joins_.Take(limits.joins, now)
                             : messages_.Take(limits.messages, now);
}

void Meter::Return(const RateLimits::Traffic& limits, Kind kind) {
  if (kind == Kind::kJoin) return joins_.Return(limits.joins);
  messages_.Return(limits.messages);
}

}  // namespace lossy::edge
