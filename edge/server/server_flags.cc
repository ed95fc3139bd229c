#include "edge/server/server_flags.h"

#include "absl/flags/flag.h"
#include "base/flags/flag_range.h"
#include "base/flags/flag_value.h"
#include "edge/channel/channel_limit_flags.h"
#include "edge/limits/byte_limit_flags.h"
#include "edge/longpoll/longpoll_flags.h"
#include "edge/net/connection_limit_flags.h"
#include "edge/presence/presence_flags.h"
#include "edge/server/http_flags.h"
#include "edge/server/tls_flags.h"

ABSL_FLAG(int, max_connections, 100'000, "Most connections of one thread");
ABSL_FLAG(
    int, tcp_user_timeout_ms, 30000,
    "Longest time without an acknowledgement of sent bytes (TCP_USER_TIMEOUT), in milliseconds; "
    "0: the default of the kernel");
ABSL_FLAG(int, drain_batch, 500, "Clients of one thread that a drain asks to leave at once");
ABSL_FLAG(int, drain_interval_ms, 100,
          "Pause between the batches of a drain, on average, in milliseconds");

LOSSY_FLAG_RANGE(max_connections, 1, 10'000'000);
LOSSY_FLAG_RANGE(tcp_user_timeout_ms, 0, 86'400'000);
LOSSY_FLAG_RANGE(drain_batch, 1, 1'000'000);
LOSSY_FLAG_RANGE(drain_interval_ms, 1, 60'000);

namespace lossy::edge {

ServerLimits ServerLimitsFromFlags(int threads) {
  ServerLimits limits{.connection = ConnectionLimitsFromFlags(),
                      .channel = ChannelLimitsFromFlags(threads),
                      .http = HttpLimitsFromFlags(),
                      .longpoll = LongpollLimitsFromFlags(),
                      .presence = PresenceOptionsFromFlags(),
                      .bytes = ByteLimitsFromFlags(),
                      .tls = TlsLimitsFromFlags(),
                      .max_connections = base::FlagSize(FLAGS_max_connections),
                      .tcp_user_timeout = base::FlagMilliseconds(FLAGS_tcp_user_timeout_ms),
                      .drain_batch = base::FlagSize(FLAGS_drain_batch),
                      .drain_interval = base::FlagMilliseconds(FLAGS_drain_interval_ms)};
  limits.connection.byte_rate = limits.channel.rates.socket.bytes;
  return limits;
}

}  // namespace lossy::edge
