#pragma once

#include "absl/random/bit_gen_ref.h"
#include "absl/status/status.h"
#include "absl/time/time.h"

namespace lossy::base {

// Exponential backoff: the pause before the next attempt, which doubles with each attempt that
// failed, up to a longest one. Both durations are at least zero.
struct Backoff {
  absl::Duration first = absl::Milliseconds(200);
  absl::Duration longest = absl::Seconds(10);

  // The pause after `attempts` failed attempts. Fewer than one count as one.
  absl::Duration After(int attempts) const;

  // As above, but at least the pause that `failure` asks for in its retry hint.
  absl::Duration After(int attempts, const absl::Status& failure) const;
};

// A random duration between `least` (0 to 1) times `pause` and `pause`. Callers that failed at the
// same time must not retry at the same time.
absl::Duration Jitter(absl::Duration pause, double least, absl::BitGenRef random);

}  // namespace lossy::base
