#include "edge/net/connection_limit_flags.h"

#include <cstdint>

#include "absl/flags/flag.h"
#include "base/flags/flag_range.h"
#include "base/flags/flag_value.h"

ABSL_FLAG(int, max_message_bytes, 8 << 20, "Largest message of a client, in bytes");
ABSL_FLAG(int, min_deflate_bytes, 256, "Messages to clients below this size are not compressed");
ABSL_FLAG(int, max_outbox_bytes, 4 << 20, "Unsent bytes beyond which a client is cut");
ABSL_FLAG(int, idle_seconds, 90, "Silence after which a client is asked to reconnect, in seconds");
ABSL_FLAG(int, ping_seconds, 45, "Silence after which a client is pinged, in seconds; 0: never");
ABSL_FLAG(int, handshake_seconds, 10, "Longest time to receive an HTTP request, in seconds");

LOSSY_FLAG_RANGE(max_message_bytes, 1024, 1 << 30);
LOSSY_FLAG_RANGE(min_deflate_bytes, 0, 1 << 30);
LOSSY_FLAG_RANGE(max_outbox_bytes, 1024, 1 << 30);
LOSSY_FLAG_RANGE(idle_seconds, 1, 86'400);
LOSSY_FLAG_RANGE(ping_seconds, 0, 86'400);
LOSSY_FLAG_RANGE(handshake_seconds, 1, 3600);

namespace lossy::edge {
namespace {

std::uint32_t Seconds(const absl::Flag<int>& flag) {
  return static_cast<std::uint32_t>(absl::GetFlag(flag));
}

}  // namespace

ConnectionLimits ConnectionLimitsFromFlags() {
  return {.max_message_bytes = base::FlagSize(FLAGS_max_message_bytes),
          .max_outbox_bytes = base::FlagSize(FLAGS_max_outbox_bytes),
          .min_deflate_bytes = base::FlagSize(FLAGS_min_deflate_bytes),
          .idle_seconds = Seconds(FLAGS_idle_seconds),
          .ping_seconds = Seconds(FLAGS_ping_seconds),
          .handshake_seconds = Seconds(FLAGS_handshake_seconds)};
}

}  // namespace lossy::edge
