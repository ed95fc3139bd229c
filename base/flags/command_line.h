#pragma once

#include <string>
#include <vector>

namespace lossy::base {

// The command line and the environment of a program.
struct CommandLine {
  // The arguments that belong to no flag, in order.
  std::vector<std::string> words;
  // A misspelt variable of the environment, each with the flag that is probably meant.
  std::vector<std::string> warnings;
  // LOSSY_… variables of the environment that name no flag of this program and none similar:
  // another program's flags, for example.
  std::vector<std::string> unused_variables;
  // Each says what is wrong with which flag, and what would be right. The flags that are named have
  // no useful value: a program with problems must not start.
  std::vector<std::string> problems;
};

// Sets all flags: from the command line, else from the environment, --database_url from
// LOSSY_DATABASE_URL. Refuses unknown flags, texts that are no value of their flag, and numbers
// outside the flag's range (flag_range.h); a number without a range must not be negative. --help
// ends the process. Called once, at the start of main.
CommandLine ReadCommandLine(int argc, char** argv);

// The same for a program without words, log and operator, such as a benchmark: warnings and
// problems go to standard error as plain text, and a problem ends the process with status 1.
void ReadToolFlags(int argc, char** argv);

// Says that `word`, of `argv`, belongs to no flag, and what to write if it was meant as the value
// of the switch before it.
std::string LeftOver(const std::string& word, int argc, char** argv);

}  // namespace lossy::base
