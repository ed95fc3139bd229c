#pragma once

#include <map>
#include <string>
#include <vector>

namespace lossy::base {

// The result of reading a program's flags from its command line, its flag files and its
// environment. `warnings`, `unused_variables` and `problems` are sorted, so problems come by file,
// by flag, and then by variable.
struct CommandLine {
  // The arguments that belong to no flag, in the order of the command line.
  std::vector<std::string> words;
  // One text for each LOSSY_… variable of the environment that is a flag of no program of Lossy.
  // The text names the variable that is probably meant.
  std::vector<std::string> warnings;
  // The names of the LOSSY_… variables that are flags of other programs of Lossy.
  std::vector<std::string> unused_variables;
  // One text for each flag with an invalid value. The text states the source of the value, what is
  // wrong and what would be right. Such a flag has no defined value, so a program with problems
  // must not start.
  std::vector<std::string> problems;
  // The source of each flag that was set, by the flag's name: "command line", "FILE:LINE", or the
  // name of a variable. The other flags have their defaults.
  std::map<std::string, std::string> sources;
};

// Sets all flags. In the order in which a later source replaces an earlier one: the default, the
// environment (--database_url from LOSSY_DATABASE_URL), and the command line from left to right.
// The argument --flagfile=FILE stands for the lines of FILE (flag_file.h); it may be repeated, and
// LOSSY_FLAGFILE stands before the first argument.
//
// Reports as problems unknown flags, texts that are no value of their flag, and numbers outside the
// flag's range (flag_range.h). A number without a range must not be negative. --help prints the
// flags, --version the build (base/version); both end the process with status 0. Call once, at the
// start of main.
CommandLine ReadCommandLine(int argc, char** argv);

// Sets all flags of a tool, such as a benchmark, which has no log. Writes warnings and problems to
// standard error as plain text. Ends the process with status 1 after a problem, or if an argument
// belongs to no flag.
void ReadToolFlags(int argc, char** argv);

// Returns the error text for `word`, an argument in `argv` that belongs to no flag. If the argument
// before it is a boolean flag, the text adds how to write that flag's value.
std::string LeftOver(const std::string& word, int argc, char** argv);

}  // namespace lossy::base
