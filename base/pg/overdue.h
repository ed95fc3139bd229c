#pragma once

#include <initializer_list>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/pg/pool.h"

namespace lossy::base::pg {

// Returns for how long the oldest row that should have been deleted is overdue; zero if no row is.
// The value of a metric of PeriodicTasks. `sql` must select that row's overdue seconds, or no row;
// a negative number counts as zero. Errors: those of Pool and Connection.
absl::StatusOr<absl::Duration> Overdue(Pool& pool, absl::string_view sql,
                                       std::initializer_list<Param> params);
absl::StatusOr<absl::Duration> Overdue(Connection& connection, absl::string_view sql,
                                       std::initializer_list<Param> params);

}  // namespace lossy::base::pg
