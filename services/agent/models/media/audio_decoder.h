#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/agent/models/api/samples.h"

namespace lossy::agent {

// Decodes the sound of a recording: WebM or OGG with Opus, WAV, MP4 with AAC or Opus, or MP3. A
// recording that was cut at any byte yields its whole parts. The function ignores the times in it:
// the sound has the order of the bytes. Thread-safe.
//
// Returns INVALID_ARGUMENT if the bytes are no such recording, have no sound, or last longer than
// `max_seconds`.
absl::StatusOr<Samples> DecodeAudio(absl::string_view audio, double max_seconds);

}  // namespace lossy::agent
