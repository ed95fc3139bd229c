#include "services/agent/voice/voice_state.h"

namespace lossy::agent {

absl::string_view VoiceStateName(VoiceState state) {
  switch (state) {
    case VoiceState::kIdle:
      return "idle";
    case VoiceState::kObserving:
      return "observing";
    case VoiceState::kRecording:
      return "recording";
    case VoiceState::kCooldown:
      return "cooldown";
    case VoiceState::kError:
      return "error";
    case VoiceState::kDisconnected:
      return "disconnected";
    case VoiceState::kReconnecting:
      break;
  }
  return "reconnecting";
}

absl::optional<VoiceState> ParseVoiceState(absl::string_view name) {
  for (VoiceState state : kVoiceStates) {
    if (VoiceStateName(state) == name) return state;
  }
  return absl::nullopt;
}

}  // namespace lossy::agent
