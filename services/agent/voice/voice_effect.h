#pragma once

#include <cstdint>
#include <string>

#include "absl/types/optional.h"
#include "absl/types/variant.h"
#include "services/agent/voice/voice_state.h"
#include "services/agent/voice/voice_telemetry.h"

namespace lossy::agent {

// A report of the session's state and telemetry.
struct VoiceReport {
  VoiceState state = VoiceState::kIdle;
  absl::optional<VoiceState> previous;  // nullopt if the state did not change.
  Figures telemetry;
};

// Speech began, and the session does not record it.
struct SpeechIgnored {
  const char* reason;  // "no_video_context", "cooldown" or "error".
};

// The session stopped because it received no speech in time.
struct AutoStopped {
  const char* reason;  // "no_speech_timeout".
};

// Events of the client were lost before they reached the session.
struct SequenceGap {
  std::int64_t expected;
  std::int64_t received;
  std::int64_t gap;  // The number of lost events.
};

// The client reported an error of its own.
struct ClientFailed {
  std::string reason;
};

// An order to the client: to start to record, or to stop and send the recording.
struct RecordingOrder {
  bool start;
};

// An order to the client to count its events from 1 again.
struct SequenceReset {
  const char* reason;  // "state_diverged".
  const char* message;
};

// One message that a voice session sends to its client.
using VoiceEffect = absl::variant<VoiceReport, SpeechIgnored, AutoStopped, SequenceGap,
                                  ClientFailed, RecordingOrder, SequenceReset>;

}  // namespace lossy::agent
