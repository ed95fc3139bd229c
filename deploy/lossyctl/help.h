#pragma once

#include <string>

#include "absl/status/status.h"

namespace lossy::lossyctl {

// Returns the help text of lossyctl, a few lines for each command.
std::string Usage();

// The command "help": prints Usage().
absl::Status PrintHelp();

}  // namespace lossy::lossyctl
