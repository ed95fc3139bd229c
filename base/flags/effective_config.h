#pragma once

#include <string>
#include <vector>

#include "base/flags/command_line.h"

namespace lossy::base {

// Runs the checks of all flags (flag_check.h), and returns the problems of `line` together with
// those that the checks found, sorted. Each text begins with the source of the value if that is a
// file or a variable. Must not be called while another thread sets flags.
std::vector<std::string> ConfigProblems(const CommandLine& line);

// Returns one line for each own flag, sorted: "--name=value  (source)". The source is "default",
// "command line", "FILE:LINE" or a variable. Passwords are hidden (hidden_secrets.h).
std::string EffectiveConfig(const CommandLine& line);

}  // namespace lossy::base
