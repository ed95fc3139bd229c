#include "services/agent/models/media/sound_clock.h"

#include <algorithm>
#include <cmath>

namespace lossy::agent {
namespace {

// The times and the packet lengths of a recorder differ by less, because recorders round and use
// two clocks.
constexpr double kMostOverlap = 1;
// A longer gap does not count: a clock was set, or the machine slept.
constexpr double kLongestGap = 10;
// No recorder states later times, and a double cannot distinguish packets at them.
constexpr double kLatest = 1e9;

}  // namespace

void SoundClock::Add(absl::optional<double> starts_at, double seconds) {
  if (starts_at && std::abs(*starts_at) < kLatest) {
    const double gap = state_.started ? *starts_at - state_.next : 0;
    if (gap >= -kMostOverlap && gap <= kLongestGap) state_.time += gap;
    state_.started = true;
    state_.next = *starts_at;
  }
  state_.sound += seconds;
  state_.time += seconds;
  state_.next += seconds;
}

double SoundClock::total() const { return std::max(state_.sound, state_.time); }

void SoundClock::Subtract(double seconds) {
  state_.sound = state_.time = std::max(0.0, total() - seconds);
}

SoundClock SoundClock::From(const State& state) {
  SoundClock clock;
  clock.state_ = state;
  return clock;
}

}  // namespace lossy::agent
