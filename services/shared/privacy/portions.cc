#include "services/shared/privacy/portions.h"

#include "base/error/error.h"

namespace lossy::services {
namespace {

// The time that one portion may take. With less time left, no portion starts.
constexpr absl::Duration kPortionTime = absl::Seconds(1);

}  // namespace

absl::Status ChangeInPortions(
    base::pg::Pool& pool, const base::Clock& clock, absl::Time deadline, int size,
    absl::FunctionRef<absl::StatusOr<int>(base::pg::Transaction&)> portion) {
  for (;;) {
    absl::StatusOr<int> changed = 0;
    const absl::Status done = pool.Transaction([&](base::pg::Transaction& transaction) {
      changed = portion(transaction);
      return changed.status();
    });
    if (!done.ok()) return done;
    if (*changed < size) return absl::OkStatus();
    if (clock.Steady() + kPortionTime > deadline) return base::Unavailable("more is left");
  }
}

}  // namespace lossy::services
