#pragma once

#include <string>
#include <vector>

namespace lossy::base {

// The result of reading a program's flags from its command line and its environment. All vectors
// but `words` are sorted, so problems come by the name of the flag, then by that of the variable.
struct CommandLine {
  // The arguments that belong to no flag, in the order of the command line.
  std::vector<std::string> words;
  // One text for each LOSSY_… variable of the environment that is a misspelt flag. The text names
  // the variable that is probably meant.
  std::vector<std::string> warnings;
  // The names of the other LOSSY_… variables that name no flag of this program. They may be meant
  // for another program.
  std::vector<std::string> unused_variables;
  // One text for each flag with an invalid value. The text states what is wrong and what would be
  // right. Such a flag has no defined value, so a program with problems must not start.
  std::vector<std::string> problems;
};

// Sets all flags. A flag that is absent on the command line is read from the environment:
// --database_url from LOSSY_DATABASE_URL. Reports as problems unknown flags, texts that are no
// value of their flag, and numbers outside the flag's range (flag_range.h). A number without a
// range must not be negative. --help prints the flags and ends the process. Call once, at the start
// of main.
CommandLine ReadCommandLine(int argc, char** argv);

// Sets all flags of a tool, such as a benchmark, which has no log. Writes warnings and problems to
// standard error as plain text. Ends the process with status 1 after a problem, or if an argument
// belongs to no flag.
void ReadToolFlags(int argc, char** argv);

// Returns the error text for `word`, an argument in `argv` that belongs to no flag. If the argument
// before it is a boolean flag, the text adds how to write that flag's value.
std::string LeftOver(const std::string& word, int argc, char** argv);

}  // namespace lossy::base
