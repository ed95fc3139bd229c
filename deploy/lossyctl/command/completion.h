#pragma once

#include <string>
#include <vector>

#include "deploy/lossyctl/command/command.h"

namespace lossy::lossyctl {

// Scripts that complete the command line of lossyctl in a shell: commands, flags, and values that
// are paths or one of a few words. They are made of the table alone, and call no process.

// Returns the script that bash sources, for bash 4.4 and later. It needs no bash-completion.
std::string BashCompletion(const std::vector<CommandGroup>& groups);

// Returns the script for zsh's completion system: a file _lossyctl in a folder of $fpath, or a
// script to source after compinit.
std::string ZshCompletion(const std::vector<CommandGroup>& groups);

}  // namespace lossy::lossyctl
