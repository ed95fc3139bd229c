#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"

namespace lossy::agent {

// What an endpoint answered to a request for transcription.
struct Transcription {
  std::string text;  // Empty: nobody spoke.
  // How long the recording is.
  absl::optional<double> seconds;
};

// UNAVAILABLE: this is none.
absl::StatusOr<Transcription> ParseTranscription(const std::string& json);

}  // namespace lossy::agent
