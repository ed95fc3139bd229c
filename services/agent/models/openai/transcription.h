#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"

namespace lossy::agent {

// The parsed body of a response of POST /audio/transcriptions.
struct Transcription {
  std::string text;  // Empty: the recording has no speech.
  // The length of the recording in seconds. Nullopt: the response does not state it.
  absl::optional<double> seconds;
};

// Parses the body. Returns UNAVAILABLE if `json` is no transcription.
absl::StatusOr<Transcription> ParseTranscription(const std::string& json);

}  // namespace lossy::agent
