#pragma once

#include <string>

#include "absl/status/status.h"

namespace lossy::lossyctl {

// The help text of lossyctl, a few lines per command.
std::string Usage();

absl::Status PrintHelp();

}  // namespace lossy::lossyctl
