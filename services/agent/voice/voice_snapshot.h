#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "services/agent/voice/event_sequence.h"
#include "services/agent/voice/voice_state.h"
#include "services/agent/voice/voice_telemetry.h"

namespace lossy::agent {

// All that a voice session remembers.
struct VoiceSnapshot {
  VoiceState state = VoiceState::kIdle;
  absl::Time state_ends = absl::InfiniteFuture();     // By itself.
  absl::Time client_silent = absl::InfiniteFuture();  // When the client counts as gone.
  bool has_video = false;
  EventSequence sequence;
  VoiceTelemetry telemetry;

  // The same with all times moved, for another clock.
  VoiceSnapshot Shifted(absl::Duration by) const;
};

// For a database; equal snapshots give equal bytes. What Decode does not know is left out, so that
// versions of the agent can take turns; absent: it is no snapshot.
std::string Encode(const VoiceSnapshot& snapshot);
absl::optional<VoiceSnapshot> Decode(absl::string_view bytes);

}  // namespace lossy::agent
