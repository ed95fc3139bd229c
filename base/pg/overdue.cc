#include "base/pg/overdue.h"

#include <algorithm>

namespace lossy::base::pg {

absl::StatusOr<absl::Duration> Overdue(Queries& queries, absl::string_view sql,
                                       std::initializer_list<Param> params) {
  const absl::StatusOr<Rows> oldest = queries.Query(sql, params);
  if (!oldest.ok()) return oldest.status();
  if (oldest->empty() || oldest->IsNull(0, 0)) return absl::ZeroDuration();
  return absl::Seconds(std::max(0.0, oldest->Double(0, 0)));
}

}  // namespace lossy::base::pg
