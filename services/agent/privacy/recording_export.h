#pragma once

#include <string>

#include "absl/status/status.h"
#include "base/pg/pool.h"
#include "services/shared/privacy/user_export.h"

namespace lossy::agent {

// Gives the user's recordings as files, those that are not finished as well. Each is named after
// its id and what its first bytes say that it is.
absl::Status ExportRecordings(base::pg::Pool& pool, const std::string& user_id,
                              services::TakePart take);

}  // namespace lossy::agent
