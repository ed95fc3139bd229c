#pragma once

#include "lossy/agent/v1/agent.pb.h"
#include "services/agent/voice/voice_effect.h"

namespace lossy::agent {

// Converts a message of a voice session to the response that the client receives.
v1::SessionResponse ToPush(const VoiceEffect& effect);

}  // namespace lossy::agent
