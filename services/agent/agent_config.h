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

// The configuration of the agent process. base::Process checks the ranges of all flags before.
struct AgentConfig {
  struct Upstreams {
    // Addresses, comma-separated.
    std::string video;
    std::string notes;
    // Time limits of one call.
    absl::Duration call_limit;
    absl::Duration forget_limit;
    absl::Duration settings_limit;
    std::size_t remembered_settings = 0;  // Users.
  };
  // The ages at which stored data is finished or deleted.
  struct Retention {
    absl::Duration session_grace;  // Without events, until a recording is finished.
    absl::Duration recordings;     // Since they were made.
    absl::Duration sessions;       // Since they were used.
  };

  Upstreams upstreams;
  int session_threads = 1;
  OpenRecording::Limits recording;  // Without a decoder.
  StorageLimits storage;
  PgUsageQuota::Options usage;
  Retention retention;
  TranscriptStore::Options transcripts;
  TranscriptPipeline::Options pipeline;
  TranscribeStage::Options transcribe;
  DraftStage::Options draft;
  absl::Duration plain_after;
  ImproveStage::Options improve;
  int max_model_answers = 1;  // About one utterance.
  NoteRefiner::Options refiner;

  // Returns the limits of sessions. `decoder` finds pauses in recordings; it may be nullptr.
  SessionStore::Limits SessionLimits(SoundDecoder* decoder) const;
};

// Reads the flags. Call it once, after base::Process has parsed the command line.
AgentConfig AgentConfigFromFlags();

}  // namespace lossy::agent
