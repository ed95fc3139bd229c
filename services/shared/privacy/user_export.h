#pragma once

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "base/pg/pool.h"
#include "lossy/privacy/v1/privacy.pb.h"

namespace lossy::services {

// A function that receives one part of an export. If it returns an error, the export ends with that
// error.
using TakePart = absl::FunctionRef<absl::Status(const privacy::v1::ExportUserResponse&)>;

// Passes all rows of the user to `take`, in one snapshot, table by table. Skips the tables in
// `without`, and copies: the outbox and the responses of Once. Errors: those of Pool and `take`.
absl::Status ExportRows(base::pg::Pool& pool, const std::string& user_id,
                        const std::vector<std::string>& without, TakePart take);

}  // namespace lossy::services
