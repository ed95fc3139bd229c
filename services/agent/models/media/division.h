#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "services/agent/models/api/sound_decoder.h"

namespace lossy::agent {

// How long one recording may be.
struct RecordingLimits {
  std::int64_t max_bytes = 5'000'000;
  double max_seconds = 60;
  // A recording ends at the longest pause within so many seconds before its limit, but keeps half
  // of its length.
  double pause_within_seconds = 10;
};

// A recording that ends within its limits, and the rest.
struct Division {
  std::string first;
  double first_seconds = 0;
  // What follows the header of the stream in the next recording.
  std::string rest;
};

// Divides a recording that has reached a limit: at a pause, else between two parts at the limit.
// `decoder` may be null: then there are no pauses. `raw_rate` is RecordedStream's. Nullopt: nothing
// is beyond a limit, or the recording cannot be divided.
absl::optional<Division> DivideRecording(absl::string_view recording, const RecordingLimits& limits,
                                         double raw_rate, SoundDecoder* decoder,
                                         absl::Time deadline);

}  // namespace lossy::agent
