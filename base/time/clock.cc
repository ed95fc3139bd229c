#include "base/time/clock.h"

#include "absl/time/clock.h"

namespace lossy::base {
namespace {

class MachineClock : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
};

}  // namespace

const Clock& RealClock() {
  // Never destroyed: a thread may still ask for the time while the process exits.
  static const Clock* const clock = new MachineClock;
  return *clock;
}

}  // namespace lossy::base
