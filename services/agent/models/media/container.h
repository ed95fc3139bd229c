#pragma once

#include "absl/strings/string_view.h"

namespace lossy::agent {

// libav's name of the demuxer for these bytes: "matroska" (WebM), "ogg", "wav", "mov" (MP4) or
// "mp3". Nullptr: the bytes are of another kind. Only these demuxers read a client's bytes.
const char* DemuxerFor(absl::string_view audio);

}  // namespace lossy::agent
