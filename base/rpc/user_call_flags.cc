#include "base/rpc/user_call_flags.h"

#include "absl/flags/flag.h"
#include "base/flags/flag_range.h"

ABSL_FLAG(int, user_calls, 4,
          "Most calls of one user that run at once in this process, fewer than "
          "--database_connections; 0: no limit");
ABSL_FLAG(int, user_waiting_calls, 32, "Most calls of one user that wait for others of that user");
ABSL_FLAG(int, waiting_calls, 64,
          "Most calls of all users that wait so, fewer than --max_connection_calls");
ABSL_FLAG(int, user_call_wait_ms, 2000,
          "Longest wait of a call for other calls of its user, in milliseconds");

LOSSY_FLAG_RANGE(user_calls, 0, 10'000);
LOSSY_FLAG_RANGE(user_waiting_calls, 0, 100'000);
LOSSY_FLAG_RANGE(waiting_calls, 0, 1'000'000);
LOSSY_FLAG_RANGE(user_call_wait_ms, 0, 600'000);

namespace lossy::base {

UserCallLimiter::Options UserCallLimitsFromFlags() {
  return {.running = absl::GetFlag(FLAGS_user_calls),
          .waiting = absl::GetFlag(FLAGS_user_waiting_calls),
          .all_waiting = absl::GetFlag(FLAGS_waiting_calls),
          .wait = absl::Milliseconds(absl::GetFlag(FLAGS_user_call_wait_ms))};
}

}  // namespace lossy::base
