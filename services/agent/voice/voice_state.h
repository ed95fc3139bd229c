#pragma once

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::agent {

// The state of a voice session.
enum class VoiceState {
  kIdle,          // No client joined yet, or the session stopped.
  kObserving,     // The session waits for speech.
  kRecording,     // The reviewer speaks.
  kCooldown,      // The session pauses after an utterance.
  kError,         // The client failed and must join again.
  kDisconnected,  // The client missed its heartbeats.
  kReconnecting,  // The client sends events again. The session leaves this state immediately.
};

inline constexpr VoiceState kVoiceStates[] = {
    VoiceState::kIdle,  VoiceState::kObserving,    VoiceState::kRecording,   VoiceState::kCooldown,
    VoiceState::kError, VoiceState::kDisconnected, VoiceState::kReconnecting};

// Returns the name of a state on the wire, for example "observing".
absl::string_view VoiceStateName(VoiceState state);
// Returns nullopt if no state has this name.
absl::optional<VoiceState> ParseVoiceState(absl::string_view name);

}  // namespace lossy::agent
