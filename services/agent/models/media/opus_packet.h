#pragma once

#include "absl/strings/string_view.h"

namespace lossy::agent {

// Returns the length of an Opus packet in seconds, at most 0.12, by its first bytes (RFC 6716,
// section 3.1). Returns 0 if `packet` is empty or too short.
double OpusPacketSeconds(absl::string_view packet);

}  // namespace lossy::agent
