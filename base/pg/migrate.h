#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/pg/pool.h"

namespace lossy::base::pg {

// A step of a schema's history. Names sort in the order of the steps: "0001_videos".
struct Migration {
  absl::string_view name;
  absl::string_view sql;
};

// Creates the pool's schema if need be and applies the steps that it does not have yet, each in a
// transaction of its own, under an advisory lock: replicas that start together do not collide. The
// function micros(timestamptz) is there for every step and query.
absl::Status Migrate(Pool& pool, absl::Span<const Migration> migrations);

}  // namespace lossy::base::pg
