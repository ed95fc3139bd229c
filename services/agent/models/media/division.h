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
  // A recording ends at the longest pause within this many seconds before its limit, but keeps at
  // least half of its length.
  double pause_within_seconds = 10;
};

// A divided recording: a first part within the limits, and the rest.
struct Division {
  std::string first;
  double first_seconds = 0;  // The length of `first`.
  // The bytes that follow the stream's header in the next recording.
  std::string rest;
};

// Divides a recording that has reached a limit: at a pause, or else between two parts at the limit.
// `decoder` finds pauses; with nullptr the function finds none. `raw_rate` is that of
// RecordedStream. Blocks at most until `deadline`, a steady time. Returns nullopt if no limit is
// reached, or if the recording cannot be divided.
absl::optional<Division> DivideRecording(absl::string_view recording, const RecordingLimits& limits,
                                         double raw_rate, SoundDecoder* decoder,
                                         absl::Time deadline);

}  // namespace lossy::agent
