#pragma once

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/pg/pool.h"
#include "base/pg/transaction.h"
#include "base/time/clock.h"

namespace lossy::services {

// Changes many rows in transactions of bounded size. Calls `portion` in one transaction after the
// other until it returns fewer than `size`, which is the most rows that it changes in a call. It
// returns the number of rows that it changed. A transaction may run it again.
//
// Returns UNAVAILABLE if rows may be left less than a second before `deadline`, a steady time: the
// caller's next call must continue. Returns the error of a transaction at once.
absl::Status ChangeInPortions(
    base::pg::Pool& pool, const base::Clock& clock, absl::Time deadline, int size,
    absl::FunctionRef<absl::StatusOr<int>(base::pg::Transaction&)> portion);

}  // namespace lossy::services
