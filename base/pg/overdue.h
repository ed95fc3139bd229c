#pragma once

#include <initializer_list>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/pg/pool.h"

namespace lossy::base::pg {

// How long the oldest row that should have been deleted has been due, for PeriodicTasks. `sql`
// selects the seconds of that row, or no row: zero. Errors: those of Pool.
absl::StatusOr<absl::Duration> Overdue(Pool& pool, absl::string_view sql,
                                       std::initializer_list<Param> params);

}  // namespace lossy::base::pg
