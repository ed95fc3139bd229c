#pragma once

#include <cstdint>
#include <string>

#include "absl/types/optional.h"
#include "absl/types/variant.h"
#include "services/agent/voice/voice_state.h"
#include "services/agent/voice/voice_telemetry.h"

namespace lossy::agent {

// Where the session is, and its numbers.
struct VoiceReport {
  VoiceState state = VoiceState::kIdle;
  absl::optional<VoiceState> previous;  // Absent: the state did not change.
  Figures telemetry;
};

// Speech began, and nothing came of it.
struct SpeechIgnored {
  const char* reason;  // "no_video_context", "cooldown", "error".
};

// Nobody spoke for too long.
struct AutoStopped {
  const char* reason;  // "no_speech_timeout".
};

// Events of the client's were lost on the way.
struct SequenceGap {
  std::int64_t expected;
  std::int64_t received;
  std::int64_t gap;  // How many.
};

// The client said that it failed.
struct ClientFailed {
  std::string reason;
};

// The client is to record, or to stop and hand over what it has.
struct RecordingOrder {
  bool start;
};

// The client is to count its events from 1 again.
struct SequenceReset {
  const char* reason;  // "state_diverged".
  const char* message;
};

// What a client is told.
using VoiceEffect = absl::variant<VoiceReport, SpeechIgnored, AutoStopped, SequenceGap,
                                  ClientFailed, RecordingOrder, SequenceReset>;

}  // namespace lossy::agent
