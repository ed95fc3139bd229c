#pragma once

#include <string>
#include <vector>

#include "deploy/lossyctl/command/command.h"

namespace lossy::lossyctl {

// Returns the list of all commands: a line for each, with its name and its summary.
std::string HelpOfAll(const std::vector<CommandGroup>& groups);

// Returns the help of one command: its usage, its summary, each flag with description and default,
// and examples. Call before flags are set, so that the defaults are those of the build.
std::string HelpOf(const Command& command);

}  // namespace lossy::lossyctl
