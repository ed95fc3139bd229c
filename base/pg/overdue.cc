#include "base/pg/overdue.h"

#include <algorithm>

namespace lossy::base::pg {
namespace {

absl::StatusOr<absl::Duration> ToDuration(const absl::StatusOr<Rows>& oldest) {
  if (!oldest.ok()) return oldest.status();
  if (oldest->empty() || oldest->IsNull(0, 0)) return absl::ZeroDuration();
  return absl::Seconds(std::max(0.0, oldest->Double(0, 0)));
}

}  // namespace

absl::StatusOr<absl::Duration> Overdue(Pool& pool, absl::string_view sql,
                                       std::initializer_list<Param> params) {
  return ToDuration(pool.Query(sql, params));
}

absl::StatusOr<absl::Duration> Overdue(Connection& connection, absl::string_view sql,
                                       std::initializer_list<Param> params) {
  return ToDuration(connection.Query(sql, params));
}

}  // namespace lossy::base::pg
