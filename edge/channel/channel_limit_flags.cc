#include "edge/channel/channel_limit_flags.h"

#include <algorithm>
#include <cstddef>

#include "absl/flags/flag.h"
#include "absl/time/time.h"
#include "base/flags/flag_range.h"
#include "base/flags/flag_value.h"
#include "edge/channel/concurrency_limiter.h"
#include "edge/limits/rate_limit_flags.h"

ABSL_FLAG(int, max_channels, 100, "Most joined topics of one socket");
ABSL_FLAG(int, max_waiting, 256, "Most unanswered messages of one topic");
ABSL_FLAG(int, call_ms, 9000, "Longest time for a service's answer, in milliseconds");
ABSL_FLAG(int, join_ms, 8000, "Longest time for a join, in milliseconds");
ABSL_FLAG(int, max_join_calls, 64,
          "Most joins that all threads together request from one service at once");
ABSL_FLAG(int, max_waiting_joins, 40'000, "Most calls for joins that wait for their turn");
ABSL_FLAG(
    int, join_wait_ms, 5000,
    "Longest time that a call for a join waits for its turn, in milliseconds; never more than five "
    "eighths of --join_ms");
ABSL_FLAG(
    int, session_patience_ms, 5000,
    "Longest time for which a session's stream continues without its client, in milliseconds");
ABSL_FLAG(int, socket_expiry_seconds, 86400,
          "Time for which a socket may outlive its token, in seconds");
ABSL_FLAG(
    int, call_log_rate, 1'000,
    "Most log lines of succeeded calls in a second, of all threads together; each failed call "
    "is a line");

LOSSY_FLAG_RANGE(max_channels, 1, 1'000'000);
LOSSY_FLAG_RANGE(max_waiting, 1, 1'000'000);
LOSSY_FLAG_RANGE(call_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(join_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(max_join_calls, 1, 1'000'000);
LOSSY_FLAG_RANGE(max_waiting_joins, 1, 100'000'000);
LOSSY_FLAG_RANGE(join_wait_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(session_patience_ms, 0, 3'600'000);
LOSSY_FLAG_RANGE(socket_expiry_seconds, 0, 31'536'000);
LOSSY_FLAG_RANGE(call_log_rate, 0, 100'000'000);

namespace lossy::edge {
namespace {

ConcurrencyLimits JoinLimitsFromFlags(std::size_t threads) {
  // The rest is for the call.
  const absl::Duration bound = base::FlagMilliseconds(FLAGS_join_ms) * 5 / 8;
  const std::size_t calls = base::FlagSize(FLAGS_max_join_calls);
  const std::size_t waiting = base::FlagSize(FLAGS_max_waiting_joins);
  return {.max_running = std::max<std::size_t>(1, calls / threads),
          .max_waiting = std::max<std::size_t>(1, waiting / threads),
          .max_wait = std::min(base::FlagMilliseconds(FLAGS_join_wait_ms), bound)};
}

}  // namespace

ChannelLimits ChannelLimitsFromFlags(int threads) {
  return {.max_channels = absl::GetFlag(FLAGS_max_channels),
          .call_limit = base::FlagMilliseconds(FLAGS_call_ms),
          .join_limit = base::FlagMilliseconds(FLAGS_join_ms),
          .session_patience = base::FlagMilliseconds(FLAGS_session_patience_ms),
          .max_waiting = base::FlagSize(FLAGS_max_waiting),
          .expiry_bound = base::FlagSeconds(FLAGS_socket_expiry_seconds),
          .call_log_rate = (absl::GetFlag(FLAGS_call_log_rate) + threads - 1) / threads,
          .joins = JoinLimitsFromFlags(static_cast<std::size_t>(threads)),
          .rates = RateLimitsFromFlags()};
}

}  // namespace lossy::edge
