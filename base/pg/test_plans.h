#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/pg/connection.h"

namespace lossy::base::pg {

// Returns the statements prepared on `connection` whose generic plan reads all of one of `tables`:
// by a sequential scan, or by an index without a condition. Each is followed by its plan.
// PostgreSQL caches the plan, so it may be from a time when the tables had other contents. A
// statement that cannot be explained is a failed expectation of the test.
std::vector<std::string> FullScans(Connection& connection,
                                   absl::Span<const absl::string_view> tables);

}  // namespace lossy::base::pg
