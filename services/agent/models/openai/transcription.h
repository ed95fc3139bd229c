#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"

namespace lossy::agent {

// The response to a request for transcription.
struct Transcription {
  std::string text;  // Empty: the recording has no speech.
  // The length of the recording. Nullopt: the response does not state it.
  absl::optional<double> seconds;
};

// UNAVAILABLE: `json` is no transcription.
absl::StatusOr<Transcription> ParseTranscription(const std::string& json);

}  // namespace lossy::agent
