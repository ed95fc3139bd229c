#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "google/protobuf/struct.pb.h"

namespace lossy::agent {

// What a client's voice activity detector says. What it did not say, or said wrongly, is absent.
struct VoiceInput {
  enum class Type { kSpeechStart, kSpeechEnd, kMetrics, kHeartbeat, kError };

  Type type = Type::kHeartbeat;
  absl::optional<double> confidence;   // 0 to 1.
  absl::optional<double> latency_ms;   // Of the detector; not negative.
  absl::optional<double> duration_ms;  // Of the utterance; not negative.
  std::string problem;                 // Of an error; empty: it was not said.
};

// Takes the camel case spelling that extensions send, and snake case. INVALID_ARGUMENT: there is no
// such type.
absl::StatusOr<VoiceInput> ParseVoiceInput(absl::string_view type,
                                           const google::protobuf::Struct& data);

}  // namespace lossy::agent
