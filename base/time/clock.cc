#include "base/time/clock.h"

#include <chrono>

#include "absl/time/clock.h"

namespace lossy::base {
namespace {

absl::Duration SinceBoot() {
  return absl::FromChrono(std::chrono::steady_clock::now().time_since_epoch());
}

class MachineClock : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
  absl::Time Steady() const override { return steady_origin_ + SinceBoot(); }

 private:
  const absl::Time steady_origin_ = absl::Now() - SinceBoot();
};

}  // namespace

const Clock& RealClock() {
  // Never destroyed: a thread may still ask for the time while the process exits.
  static const Clock* const clock = new MachineClock;
  return *clock;
}

absl::Time SteadyNow() { return RealClock().Steady(); }

}  // namespace lossy::base
