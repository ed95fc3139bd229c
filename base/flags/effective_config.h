#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/flags/command_line.h"

namespace lossy::base {

// Runs the checks of all flags (flag_check.h), and returns the problems of `line` together with
// those that the checks found, sorted. Each text begins with the source of the value if that is a
// file or a variable. Must not be called while another thread sets flags.
std::vector<std::string> ConfigProblems(const CommandLine& line);

// A flag with its present value, in which passwords are hidden (hidden_secrets.h), and the source
// of the value: "default", "command line", "FILE:LINE" or a variable.
struct EffectiveFlag {
  std::string name;
  std::string value;
  std::string source;
};

// Returns all own flags, sorted by name. `sources` is CommandLine::sources. Thread-safe.
std::vector<EffectiveFlag> EffectiveFlags(const std::map<std::string, std::string>& sources);

// Returns one line for each of EffectiveFlags: "--name=value  (source)".
std::string EffectiveConfig(const CommandLine& line);

}  // namespace lossy::base
