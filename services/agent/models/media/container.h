#pragma once

#include "absl/strings/string_view.h"

namespace lossy::agent {

// What libav calls the demuxer for these bytes: "matroska" (WebM), "ogg", "wav", "mov" (MP4) or
// "mp3". Null: they are nothing that we take. Only these demuxers ever see what a client sent.
const char* DemuxerFor(absl::string_view audio);

}  // namespace lossy::agent
