#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "services/agent/models/api/sound_decoder.h"

namespace lossy::agent {

// The limits of one recording.
struct RecordingLimits {
  std::int64_t max_bytes = 5'000'000;
  double max_seconds = 60;
  // A recording ends at the longest pause in this many seconds before its limit, but keeps at least
  // half of its length.
  double pause_within_seconds = 10;
};

// A recording that ends within its limits, and the rest.
struct Division {
  std::string first;
  double first_seconds = 0;
  // The bytes behind the header of the stream in the next recording.
  std::string rest;
};

// Divides a recording that has reached a limit: at a pause, or else between two parts at the limit.
// Without a `decoder` (nullptr) there are no pauses. `raw_rate` is that of RecordedStream. Blocks
// at most until the deadline. Nullopt: no limit is reached, or the recording cannot be divided.
absl::optional<Division> DivideRecording(absl::string_view recording, const RecordingLimits& limits,
                                         double raw_rate, SoundDecoder* decoder,
                                         absl::Time deadline);

}  // namespace lossy::agent
