#pragma once

#include <string>

#include "absl/flags/commandlineflag.h"

namespace lossy::base {

// True if the flag is declared in Lossy's code, not in a library.
bool IsOwnFlag(const absl::CommandLineFlag& flag);

// Returns the text that --help prints: the usage message of the program
// (absl::ProgramUsageMessage), and all own flags by name, with their description, their range, and
// their present value as the default. Call before flags are set.
std::string HelpText();

}  // namespace lossy::base
