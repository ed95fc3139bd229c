#pragma once

#include <cstddef>
#include <string>

#include "absl/time/time.h"
#include "services/agent/models/api/sound_decoder.h"
#include "services/agent/pipeline/transcript_pipeline.h"
#include "services/agent/storage/session_store.h"
#include "services/agent/storage/transcript_store.h"
#include "services/agent/usage/pg_usage_quota.h"
#include "services/agent/usage/storage_quota.h"
#include "services/agent/vision/note_refiner.h"

namespace lossy::agent {

// The configuration of the agent process, as its flags set it. base::Process has checked the ranges
// of all flags before.
struct AgentConfig {
  struct Upstreams {
    // The addresses of the services, host:port. Each may list several, separated by commas.
    std::string video;
    std::string notes;
    // The time limits of one call: to the video and notes services, of Forget, and of GetSettings.
    absl::Duration call_limit;
    absl::Duration settings_limit;
    // The number of users whose last settings FallbackSettings stores.
    std::size_t remembered_settings = 0;
  };
  // The ages at which stored data is finished or deleted.
  struct Retention {
    absl::Duration session_grace;  // Time without events after which a recording is finished.
    absl::Duration recordings;     // Age of a recording at which it is deleted.
    absl::Duration sessions;       // Time since its last use after which a session is deleted.
  };

  // Sets the defaults in which this service differs from others. Must come before the command line
  // is read.
  static void SetFlagDefaults();

  // Reads the flags. Must come after base::Process has parsed the command line.
  static AgentConfig FromFlags();

  Upstreams upstreams;
  int session_threads = 1;
  OpenRecording::Limits recording;  // Without its decoder, which SessionLimits adds.
  StorageLimits storage;
  PgUsageQuota::Options usage;
  Retention retention;
  TranscriptStore::Options transcripts;
  TranscriptPipeline::Options pipeline;
  TranscribeStage::Options transcribe;
  DraftStage::Options draft;
  absl::Duration plain_after;  // See DraftWriter::Options.
  ImproveStage::Options improve;
  int max_model_answers = 1;  // The most answers of a model about one utterance.
  NoteRefiner::Options refiner;

  // Returns the limits of sessions. `decoder` finds pauses in recordings; it may be nullptr.
  SessionStore::Limits SessionLimits(SoundDecoder* decoder) const;
};

}  // namespace lossy::agent
