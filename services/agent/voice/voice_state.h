#pragma once

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::agent {

// What a voice session is doing.
enum class VoiceState {
  kIdle,          // Nothing, until its client joins.
  kObserving,     // Waits for speech.
  kRecording,     // The reviewer speaks.
  kCooldown,      // Rests after an utterance.
  kError,         // Its client failed, and must join again.
  kDisconnected,  // Its client has not been heard of.
  kReconnecting,  // Its client is back. Never lasts.
};

inline constexpr VoiceState kVoiceStates[] = {
    VoiceState::kIdle,  VoiceState::kObserving,    VoiceState::kRecording,   VoiceState::kCooldown,
    VoiceState::kError, VoiceState::kDisconnected, VoiceState::kReconnecting};

// As clients spell it: "observing".
absl::string_view VoiceStateName(VoiceState state);
absl::optional<VoiceState> ParseVoiceState(absl::string_view name);

}  // namespace lossy::agent
