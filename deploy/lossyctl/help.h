#pragma once

#include <string>

#include "absl/status/status.h"

namespace lossy::lossyctl {

// What lossyctl can do, a few lines per command.
std::string Usage();

absl::Status PrintHelp();

}  // namespace lossy::lossyctl
