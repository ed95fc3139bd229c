#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/agent/models/api/samples.h"

namespace lossy::agent {

// The sound of a recording: WebM or OGG with Opus, WAV, MP4 with AAC or Opus, MP3. Recordings that
// were cut anywhere give what is whole in them, and times in them do not matter: what follows each
// other in the bytes follows each other in the sound.
// INVALID_ARGUMENT: it is no such recording, has no sound, or is longer than `max_seconds`.
absl::StatusOr<Samples> DecodeAudio(absl::string_view audio, double max_seconds);

}  // namespace lossy::agent
