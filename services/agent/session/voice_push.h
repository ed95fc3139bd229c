#pragma once

#include "lossy/agent/v1/agent.pb.h"
#include "services/agent/voice/voice_effect.h"

namespace lossy::agent {

// What a client is told of a voice session, as it is sent.
v1::SessionResponse ToPush(const VoiceEffect& effect);

}  // namespace lossy::agent
