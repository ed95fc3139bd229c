#pragma once

#include "absl/strings/string_view.h"

namespace lossy::agent {

// The kinds of calls to models that may cost money.
enum class ModelCall { kStructuring, kTranscription, kVision };

// Returns the name in metrics, in the table `usage` and in token buckets, for example "vision".
inline absl::string_view ToString(ModelCall call) {
  switch (call) {
    case ModelCall::kStructuring:
      return "structuring";
    case ModelCall::kTranscription:
      return "transcription";
    case ModelCall::kVision:
      return "vision";
  }
  return "";
}

}  // namespace lossy::agent
