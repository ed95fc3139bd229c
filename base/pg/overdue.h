#pragma once

#include <initializer_list>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/pg/param.h"
#include "base/pg/queries.h"

namespace lossy::base::pg {

// Returns how long ago the oldest remaining row should have been deleted; zero if no row is due. A
// service passes the result to PeriodicTasks as Task::overdue. `sql` must select one number for
// that row, its overdue time in seconds, or no row. NULL and a negative number count as zero.
// Errors: those of `queries`.
absl::StatusOr<absl::Duration> Overdue(Queries& queries, absl::string_view sql,
                                       std::initializer_list<Param> params);

}  // namespace lossy::base::pg
