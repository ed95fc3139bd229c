#pragma once

#include "absl/types/optional.h"

namespace lossy::agent {

// Measures the length of a recorded stream. Its parts state their start times and the lengths of
// their sound, and the object adds up both. The larger sum is the length, so that neither gaps
// without sound nor times that stand still shorten it. Start times may begin at any value and have
// gaps, as with a silent microphone. A jump of a start time, forward or back, counts nothing,
// because only the stream's clock changed. Not thread-safe.
class SoundClock {
 public:
  // Adds a part that begins at `starts_at` and has `seconds` of sound. 0: its length is unknown,
  // and it lasts until the next part begins.
  void Add(absl::optional<double> starts_at, double seconds);

  // The length of the present recording in seconds.
  double total() const;
  // Begins another recording, `seconds` after the start of this one.
  void Subtract(double seconds);

  // The complete state, from which another process can continue.
  struct State {
    bool started = false;  // True after a part stated its start time.
    double next = 0;       // The expected start of the next part, on the stream's own clock.
    double sound = 0;      // The sum of lengths.
    double time = 0;       // The sum of the steps from one start time to the next.
  };
  const State& state() const { return state_; }
  static SoundClock From(const State& state);

 private:
  State state_;
};

}  // namespace lossy::agent
