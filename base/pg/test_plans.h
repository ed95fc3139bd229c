#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/pg/queries.h"

namespace lossy::base::pg {

// Returns the statements prepared on the connection of `queries` whose generic plan reads all of
// one of `tables`: by a sequential scan, or by an index without a condition. Each text of the
// result is a statement followed by its plan. PostgreSQL caches plans, so a plan may be older than
// the contents of the tables. If EXPLAIN rejects a statement, the function fails the running test
// (EXPECT).
std::vector<std::string> FullScans(Queries& queries, absl::Span<const absl::string_view> tables);

// Like FullScans: returns the statements on `table` whose generic plan has a sort.
std::vector<std::string> Sorts(Queries& queries, absl::string_view table);

}  // namespace lossy::base::pg
