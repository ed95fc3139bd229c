#pragma once

#include "absl/time/time.h"
#include "base/retry/backoff.h"
#include "services/agent/models/api/transcriber.h"
#include "services/agent/pipeline/transcript_outcome.h"
#include "services/agent/usage/usage_quota.h"

namespace lossy::agent {

// TranscribeStage transcribes recordings: the first stage of the pipeline. Thread-safe.
class TranscribeStage {
 public:
  struct Options {
    // The time limit of the first try. Try n has n times as much, up to `patience_factor` times:
    // with a fixed limit, a long recording would time out forever on a busy machine.
    absl::Duration patience = absl::Seconds(60);
    int patience_factor = 4;
    // The session receives an event about the failure after this many tries.
    int quiet_attempts = 8;
    // A recording fails permanently after `quiet_attempts` tries and this time since it was spoken.
    // It stays stored for TranscribeAgain.
    absl::Duration give_up_after = absl::Hours(1);
    base::Backoff backoff{.longest = absl::Minutes(1)};
  };

  // All references must outlive the object.
  TranscribeStage(TranscriptOutcome& outcome, Transcriber& transcriber, UsageQuota& quota,
                  Options options)
      : outcome_(outcome), transcriber_(transcriber), quota_(quota), options_(options) {}

  // Works on a claimed recording; blocks for as long as the transcriber takes. Returns true if its
  // words can be drafted now.
  bool Work(const Transcript& transcript);

 private:
  absl::StatusOr<RecognisedSpeech> Transcribe(const Transcript& transcript);
  void HandleFailure(const Transcript& transcript, const absl::Status& status);

  TranscriptOutcome& outcome_;
  Transcriber& transcriber_;
  UsageQuota& quota_;
  const Options options_;
};

}  // namespace lossy::agent
