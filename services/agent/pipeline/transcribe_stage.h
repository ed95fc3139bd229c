#pragma once

#include <functional>

#include "absl/time/time.h"
#include "base/time/clock.h"
#include "services/agent/models/api/transcriber.h"
#include "services/agent/pipeline/backoff.h"
#include "services/agent/pipeline/transcript_outcome.h"
#include "services/agent/usage/usage_quota.h"

namespace lossy::agent {

// Turns recordings into words. Thread-safe.
class TranscribeStage {
 public:
  struct Options {
    // For the first try. The second has twice as much, up to `patience_factor` times, as a
    // recording that timed out on a busy machine would time out for ever.
    absl::Duration patience = absl::Seconds(60);
    int patience_factor = 4;
    // After so many tries its reviewer is told that it cannot be heard.
    int quiet_attempts = 8;
    // How long after it was spoken whoever is away may come back. After that, and so many tries, a
    // recording is given up; it stays for TranscribeAgain.
    absl::Duration give_up_after = absl::Hours(1);
    Backoff backoff{.longest = absl::Minutes(1)};
  };

  // All must outlive it. `on_words` is called when there is something to be noted.
  TranscribeStage(TranscriptOutcome& desk, Transcriber& transcriber, UsageQuota& budget,
                  const base::Clock& clock, std::function<void()> on_words, Options options)
      : desk_(desk),
        transcriber_(transcriber),
        budget_(budget),
        clock_(clock),
        on_words_(std::move(on_words)),
        options_(options) {}

  void Work(const Transcript& transcript);

 private:
  absl::StatusOr<Hearing> Hear(const Transcript& transcript);
  void Failed(const Transcript& transcript, const absl::Status& status);

  TranscriptOutcome& desk_;
  Transcriber& transcriber_;
  UsageQuota& budget_;
  const base::Clock& clock_;
  const std::function<void()> on_words_;
  const Options options_;
};

}  // namespace lossy::agent
