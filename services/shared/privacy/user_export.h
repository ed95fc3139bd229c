#pragma once

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "base/pg/pool.h"
#include "lossy/privacy/v1/privacy.pb.h"

namespace lossy::services {

// Takes one part of an export. Another status than OK ends the export.
using TakePart = absl::FunctionRef<absl::Status(const privacy::v1::ExportUserResponse&)>;

// Gives all rows that the schema has of the user, as of one moment, table by table; but for the
// tables in `without`, and for copies: what waits in the outbox or answers repeats of requests.
absl::Status ExportRows(base::pg::Pool& pool, const std::string& user_id,
                        const std::vector<std::string>& without, TakePart take);

}  // namespace lossy::services
