#pragma once

#include "absl/time/time.h"
#include "services/agent/storage/session_store.h"
#include "services/agent/storage/transcript_store.h"
#include "services/agent/transcript_pipeline.h"
#include "services/agent/usage/storage_quota.h"
#include "services/agent/vision/note_refiner.h"

namespace lossy::agent {

// What the agent's own flags say; what makes no sense ends the process.

StorageLimits StorageLimitsFromFlags();
// `decoder` finds pauses; null: there is none.
SessionStore::Limits RecordingLimitsFromFlags(SoundDecoder* decoder);
TranscriptStore::Options TranscriptsFromFlags();
TranscriptPipeline::Options PipelineFromFlags();
NoteRefiner::Options RefineryFromFlags();

int SessionThreads();
absl::Duration SessionGrace();
// How long a recording is kept after it was made, and a session after it was used.
absl::Duration RecordingAge();
absl::Duration SessionAge();

}  // namespace lossy::agent
