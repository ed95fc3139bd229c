#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/agent/models/api/samples.h"

namespace lossy::agent {

// The sound of a recording: WebM or OGG with Opus, WAV, MP4 with AAC or Opus, MP3. A recording that
// was cut anywhere gives its whole parts. Times in it are ignored: the sound has the order of the
// bytes. Thread-safe.
//
// INVALID_ARGUMENT: the bytes are no such recording, have no sound, or last longer than
// `max_seconds`.
absl::StatusOr<Samples> DecodeAudio(absl::string_view audio, double max_seconds);

}  // namespace lossy::agent
