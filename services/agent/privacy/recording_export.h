#pragma once

#include <string>

#include "absl/status/status.h"
#include "base/pg/pool.h"
#include "services/shared/privacy/user_export.h"

namespace lossy::agent {

// Exports the user's recordings as files, including recordings in progress. The name of a file is
// the id of the recording with an extension that depends on its first bytes. Errors: those of the
// database and of `take`.
absl::Status ExportRecordings(base::pg::Pool& pool, const std::string& user_id,
                              services::TakePart take);

}  // namespace lossy::agent
