#include "services/video/video_config.h"

#include <cstdint>

#include "absl/flags/flag.h"
#include "base/flags/flag_check.h"
#include "base/flags/flag_range.h"
#include "base/rpc/target.h"
#include "base/rpc/user_call_flags.h"

ABSL_FLAG(std::string, agent, "127.0.0.1:4102",
          "Address of the agent, which deletes what was said about deleted videos; several "
          "comma-separated");
ABSL_FLAG(std::string, notes, "127.0.0.1:4103",
          "Address of the notes service, which deletes the notes of deleted videos; several "
          "comma-separated");
ABSL_FLAG(std::int64_t, user_videos, 10'000, "Most videos of one user; 0: no limit");
ABSL_FLAG(std::int64_t, user_video_bytes, 32 << 20,
          "Most bytes of the texts of one user's videos; 0: no limit");
ABSL_FLAG(int, search_rows, 2000,
          "Most videos that one page of a search, or of a status or platform, reads");
ABSL_FLAG(int, user_searches, 1,
          "Most such pages of one user that are read at once in this process; 0: no limit");

LOSSY_FLAG_RANGE(user_videos, 0, 1'000'000'000);
LOSSY_FLAG_RANGE(user_video_bytes, 0, std::int64_t{1} << 50);
LOSSY_FLAG_RANGE(search_rows, 1, 1'000'000);
LOSSY_FLAG_RANGE(user_searches, 0, 10'000);
LOSSY_FLAG_CHECK(agent, [] { return lossy::base::TargetOf(absl::GetFlag(FLAGS_agent)).status(); });
LOSSY_FLAG_CHECK(notes, [] { return lossy::base::TargetOf(absl::GetFlag(FLAGS_notes)).status(); });

namespace lossy::video {

VideoConfig VideoConfig::FromFlags() {
  VideoConfig config{.agent = absl::GetFlag(FLAGS_agent),
                     .notes = absl::GetFlag(FLAGS_notes),
                     .limits = {.quotas = {.videos = absl::GetFlag(FLAGS_user_videos),
                                           .video_bytes = absl::GetFlag(FLAGS_user_video_bytes)},
                                .search_rows = absl::GetFlag(FLAGS_search_rows)},
                     .searches = base::UserCallLimitsFromFlags()};
  config.searches.running = absl::GetFlag(FLAGS_user_searches);
  return config;
}

}  // namespace lossy::video
