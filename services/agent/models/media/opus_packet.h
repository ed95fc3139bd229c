#pragma once

#include "absl/strings/string_view.h"

namespace lossy::agent {

// How long the sound of an Opus packet is, in seconds, by its first bytes (RFC 6716, section 3.1):
// at most 0.12. 0: `packet` is empty, or too short to tell.
double OpusPacketSeconds(absl::string_view packet);

}  // namespace lossy::agent
