#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "services/agent/voice/event_sequence.h"
#include "services/agent/voice/voice_state.h"
#include "services/agent/voice/voice_telemetry.h"

namespace lossy::agent {

// The state of a voice session that the agent stores, so that another process can continue the
// session.
struct VoiceSnapshot {
  VoiceState state = VoiceState::kIdle;
  absl::Time state_ends = absl::InfiniteFuture();     // The time at which the state times out.
  absl::Time client_silent = absl::InfiniteFuture();  // When the client counts as disconnected.
  bool has_video = false;
  EventSequence sequence;
  VoiceTelemetry telemetry;

  // Returns a copy with all times moved by `by`, for another clock.
  VoiceSnapshot Shifted(absl::Duration by) const;
};

// Encodes a snapshot for the database. Equal snapshots give equal bytes.
std::string Encode(const VoiceSnapshot& snapshot);
// Decodes a snapshot. Skips unknown fields, so that versions of the agent can alternate. Returns
// nullopt if `bytes` is not a snapshot.
absl::optional<VoiceSnapshot> Decode(absl::string_view bytes);

}  // namespace lossy::agent
