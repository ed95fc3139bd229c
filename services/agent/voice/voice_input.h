#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "google/protobuf/struct.pb.h"

namespace lossy::agent {

// One event of a client's voice activity detector. A value that the client omitted, or that is out
// of range, is nullopt.
struct VoiceInput {
  enum class Type { kSpeechStart, kSpeechEnd, kMetrics, kHeartbeat, kError };

  Type type = Type::kHeartbeat;
  absl::optional<double> confidence;   // 0 to 1.
  absl::optional<double> latency_ms;   // The latency of the detector; at least 0.
  absl::optional<double> duration_ms;  // The length of the utterance; at least 0.
  std::string problem;                 // The text of an error; empty if the client gave none.
};

// Parses an event. Accepts the camel case spelling of the browser extension, and snake case.
// Returns INVALID_ARGUMENT if `type` is unknown.
absl::StatusOr<VoiceInput> ParseVoiceInput(absl::string_view type,
                                           const google::protobuf::Struct& data);

}  // namespace lossy::agent
