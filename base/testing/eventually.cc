#include "base/testing/eventually.h"

#include "absl/time/clock.h"
#include "base/time/clock.h"

namespace lossy::base {
namespace {

constexpr absl::Duration kInterval = absl::Milliseconds(2);

}  // namespace

bool Eventually(absl::FunctionRef<bool()> condition, absl::Duration limit) {
  const absl::Time deadline = SteadyNow() + limit;
  while (!condition()) {
    if (SteadyNow() >= deadline) return false;
    absl::SleepFor(kInterval);
  }
  return true;
}

}  // namespace lossy::base
