#include "services/agent/usage/storage_flags.h"

#include <cstdint>

#include "absl/flags/flag.h"
#include "absl/time/time.h"
#include "base/flags/flag_range.h"

ABSL_FLAG(std::int64_t, user_stored_bytes, std::int64_t{4} << 30,
          "Most bytes of audio and words stored per user, including 128 per row; 0: no limit");
ABSL_FLAG(std::int64_t, user_sessions, 10'000, "Most sessions stored per user; 0: no limit");
ABSL_FLAG(std::int64_t, user_recordings, 20'000, "Most recordings stored per user; 0: no limit");
ABSL_FLAG(std::int64_t, user_transcripts, 500'000, "Most transcripts stored per user; 0: no limit");
ABSL_FLAG(double, user_waiting_minutes, 60,
          "Most audio of a user that waits for the transcriber, in estimated minutes; 0: no limit");
ABSL_FLAG(std::int64_t, user_waiting_recordings, 1'000,
          "Most recordings of a user that wait for the transcriber; 0: no limit");

LOSSY_FLAG_RANGE(user_stored_bytes, 0, std::int64_t{1} << 50);
LOSSY_FLAG_RANGE(user_sessions, 0, 1'000'000'000);
LOSSY_FLAG_RANGE(user_recordings, 0, 1'000'000'000);
LOSSY_FLAG_RANGE(user_transcripts, 0, 1'000'000'000);
LOSSY_FLAG_RANGE(user_waiting_minutes, 0, 1e6);
LOSSY_FLAG_RANGE(user_waiting_recordings, 0, 1'000'000'000);

namespace lossy::agent {

StorageLimits StorageLimitsFromFlags() {
  return {.bytes = absl::GetFlag(FLAGS_user_stored_bytes),
          .sessions = absl::GetFlag(FLAGS_user_sessions),
          .recordings = absl::GetFlag(FLAGS_user_recordings),
          .transcripts = absl::GetFlag(FLAGS_user_transcripts),
          .waiting_recordings = absl::GetFlag(FLAGS_user_waiting_recordings),
          .waiting = absl::Minutes(absl::GetFlag(FLAGS_user_waiting_minutes))};
}

}  // namespace lossy::agent
