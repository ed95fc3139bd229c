#pragma once

#include "absl/types/optional.h"

namespace lossy::agent {

// Adds up how long a recorded stream is in real time, from what its parts say of themselves: when
// they begin, and how long their sound is. The larger of the two sums counts, so that neither parts
// without sound between them nor times that stand still shorten it. Times may begin anywhere, be
// late by a while (a microphone that was silent), and jump or go back: a jump counts nothing, since
// only a clock moved.
class SoundClock {
 public:
  // A part begins at `starts_at` seconds, and has `seconds` of sound; 0: it does not say, and lasts
  // until the next one begins.
  void Add(absl::optional<double> starts_at, double seconds);

  // Of the parts that were added to the recording under way, in seconds.
  double total() const;
  // Another recording begins `seconds` after this one did.
  void Subtract(double seconds);

  // The state, so that another process can go on.
  struct State {
    bool started = false;  // A part said when it begins.
    double next = 0;       // When the next part should begin, on the stream's own clock.
    double sound = 0;      // The sum of lengths.
    double time = 0;       // The sum of the steps from one beginning to the next.
  };
  const State& state() const { return state_; }
  static SoundClock From(const State& state);

 private:
  State state_;
};

}  // namespace lossy::agent
