#include "services/agent/storage/recording_flags.h"

#include <cstdint>

#include "absl/flags/flag.h"
#include "base/flags/flag_range.h"

ABSL_FLAG(std::int64_t, max_recording_bytes, 5'000'000,
          "Bytes after which a recording is handed over to the transcriber");
ABSL_FLAG(double, max_recording_seconds, 60,
          "Seconds after which a recording is handed over, by the times of its stream");
ABSL_FLAG(double, recording_pause_seconds, 10,
          "A recording may end at a pause this long before its limit, in seconds");
ABSL_FLAG(double, opus_bytes_per_second, 2'000,
          "Bytes per second, to estimate the length of a recording of an unknown format");
ABSL_FLAG(std::int64_t, min_handover_bytes, 4'096,
          "Least bytes of a recording that is handed over for its seconds");

LOSSY_FLAG_RANGE(max_recording_bytes, 1024, std::int64_t{1} << 30);
LOSSY_FLAG_RANGE(max_recording_seconds, 1, 86'400);
LOSSY_FLAG_RANGE(recording_pause_seconds, 0, 3600);
LOSSY_FLAG_RANGE(opus_bytes_per_second, 1, 1e6);
LOSSY_FLAG_RANGE(min_handover_bytes, 0, std::int64_t{1} << 30);

namespace lossy::agent {

OpenRecording::Limits RecordingLimitsFromFlags() {
  return {.max_bytes = absl::GetFlag(FLAGS_max_recording_bytes),
          .max_seconds = absl::GetFlag(FLAGS_max_recording_seconds),
          .pause_within_seconds = absl::GetFlag(FLAGS_recording_pause_seconds),
          .opus_rate = absl::GetFlag(FLAGS_opus_bytes_per_second),
          .min_handover_bytes = absl::GetFlag(FLAGS_min_handover_bytes)};
}

}  // namespace lossy::agent
