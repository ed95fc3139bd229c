#pragma once

#include "absl/types/optional.h"

namespace lossy::agent {

// Adds up the length of a recorded stream in real time. Its parts state their start times and the
// lengths of their sound. The larger of both sums counts, so that neither gaps without sound nor
// times that stand still shorten it. Times may begin anywhere and have gaps (a silent microphone).
// A jump, forward or back, counts nothing, because only a clock moved. One thread at a time.
class SoundClock {
 public:
  // Adds a part that begins at `starts_at` and has `seconds` of sound. 0: its length is unknown,
  // and it lasts until the next part begins.
  void Add(absl::optional<double> starts_at, double seconds);

  // The length of the present recording in seconds.
  double total() const;
  // Begins another recording, `seconds` after the start of this one.
  void Subtract(double seconds);

  // The state, with which another process can continue.
  struct State {
    bool started = false;  // A part stated its start time.
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
