#include "edge/admin/follow_flags.h"

#include "absl/flags/flag.h"
#include "base/flags/flag_range.h"

ABSL_FLAG(int, max_followers, 8, "Most operators that follow frames at once; 0: none may");
ABSL_FLAG(int, max_follow_seconds, 600,
          "Longest time for which one call of an operator follows frames, in seconds");
ABSL_FLAG(int, follow_queue_frames, 1000,
          "Most frames that wait for one operator who follows; further ones are dropped and "
          "counted");

LOSSY_FLAG_RANGE(max_followers, 0, 32);
LOSSY_FLAG_RANGE(max_follow_seconds, 1, 86'400);
LOSSY_FLAG_RANGE(follow_queue_frames, 1, 100'000);

namespace lossy::edge {

FollowLimits FollowLimitsFromFlags() {
  return {.followers = absl::GetFlag(FLAGS_max_followers),
          .longest = absl::Seconds(absl::GetFlag(FLAGS_max_follow_seconds)),
          .queue_frames = static_cast<std::size_t>(absl::GetFlag(FLAGS_follow_queue_frames))};
}

}  // namespace lossy::edge
