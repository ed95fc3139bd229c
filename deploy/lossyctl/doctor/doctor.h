#pragma once

#include "absl/status/status.h"

namespace lossy::lossyctl {

// Checks a running deployment, and prints each result with a remedy: as text, or with --json as one
// JSON object. The flags name the processes. Returns FailedPrecondition if a check failed, and
// InvalidArgument if a flag is wrong. Changes nothing.
absl::Status ExamineDeployment();

}  // namespace lossy::lossyctl
