#include "edge/limits/byte_limit_flags.h"

#include <cstdint>

#include "absl/flags/flag.h"
#include "base/flags/flag_range.h"
#include "base/flags/flag_value.h"

ABSL_FLAG(std::int64_t, thread_held_bytes, 256 << 20,
          "Most bytes held for all clients of one thread: incomplete, waiting and unread messages; "
          "beyond it, the clients with most bytes are closed with 1013 or 503");
ABSL_FLAG(std::int64_t, user_held_bytes, 128 << 20,
          "The same of all clients of one user, on all threads");

LOSSY_FLAG_RANGE(thread_held_bytes, 1, std::int64_t{1} << 40);
LOSSY_FLAG_RANGE(user_held_bytes, 1, std::int64_t{1} << 40);

namespace lossy::edge {

ByteLimits ByteLimitsFromFlags() {
  return {.thread = base::FlagSize(FLAGS_thread_held_bytes),
          .user = base::FlagSize(FLAGS_user_held_bytes)};
}

}  // namespace lossy::edge
