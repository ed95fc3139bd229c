#pragma once

#include "absl/status/status.h"

namespace lossy::lossyctl {

// The command "migrations": compares the schema of each service in the database with this build.
// With --dry_run it prints the SQL of the missing steps instead. It changes nothing. Returns
// FailedPrecondition if a step is missing, except with --dry_run.
absl::Status ShowMigrations();

}  // namespace lossy::lossyctl
