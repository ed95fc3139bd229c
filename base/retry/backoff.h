#pragma once

#include "absl/random/bit_gen_ref.h"
#include "absl/status/status.h"
#include "absl/time/time.h"

namespace lossy::base {

// Exponential backoff: the pause before the next attempt doubles with each failed attempt, from
// `first` up to `longest`. Both durations must not be negative.
struct Backoff {
  absl::Duration first = absl::Milliseconds(200);
  absl::Duration longest = absl::Seconds(10);

  // Returns the pause after `attempts` failed attempts. A number below 1 counts as 1.
  absl::Duration After(int attempts) const;

  // Returns that pause, or the retry hint of `failure` (retry_after_ms) if it is longer.
  absl::Duration After(int attempts, const absl::Status& failure) const;
};

// Returns a random duration between `least` times `pause` and `pause`; `least` is from 0 to 1.
// Callers that failed at the same time must not retry at the same time.
absl::Duration Jitter(absl::Duration pause, double least, absl::BitGenRef random);

}  // namespace lossy::base
