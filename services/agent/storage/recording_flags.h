#pragma once

#include "services/agent/storage/open_recording.h"

namespace lossy::agent {

// Returns the limits of a recording from --max_recording_bytes, --max_recording_seconds and related
// flags. Sets no decoder.
OpenRecording::Limits RecordingLimitsFromFlags();

}  // namespace lossy::agent
