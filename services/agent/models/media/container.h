#pragma once

#include "absl/strings/string_view.h"

namespace lossy::agent {

// Returns libav's name of the demuxer for a recording, by its first bytes: "matroska" (WebM),
// "ogg", "wav", "mov" (MP4) or "mp3". Returns nullptr for any other bytes, so that no other demuxer
// reads a client's bytes.
const char* DemuxerFor(absl::string_view audio);

}  // namespace lossy::agent
