#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/pg/connection.h"

namespace lossy::base::pg {

// The statements prepared on `connection` whose generic plan reads all of one of `tables`: by a
// sequential scan, or by an index without a condition. Each comes with its plan. The plan is the
// one that PostgreSQL caches, so it may have been made when the tables had other contents. Expects
// that a plan can be had, as a test.
std::vector<std::string> FullScans(Connection& connection,
                                   absl::Span<const absl::string_view> tables);

}  // namespace lossy::base::pg
