#include <iostream>
#include <string>
#include <vector>

#include "absl/flags/usage.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "base/flags/command_line.h"
#include "deploy/lossyctl/command/help.h"
#include "deploy/lossyctl/command_groups.h"

namespace {

using lossy::lossyctl::AllCommands;
using lossy::lossyctl::FoundCommand;

constexpr int kFailed = 1;
constexpr int kCalledWrongly = 2;

int Complain(const std::string& problem, int exit_code) {
  std::cerr << "lossyctl: " << problem << '\n';
  return exit_code;
}

int Report(const absl::Status& status) {
  if (status.ok()) return std::cout.flush() ? 0 : Complain("cannot write to stdout", kFailed);
  return Complain(std::string(status.message()),
                  absl::IsInvalidArgument(status) ? kCalledWrongly : kFailed);
}

int Run(const std::vector<std::string>& words) {
  const FoundCommand found = FindCommand(AllCommands(), words);
  if (found.command == nullptr) {
    const std::string name = absl::StrJoin(words, " ");
    const std::string problem = name.empty() ? "no command" : "no command \"" + name + "\"";
    return Complain(problem + "; lossyctl help lists them", kCalledWrongly);
  }
  if (!found.command->Accepts(found.arguments.size())) {
    return Complain("usage: " + found.command->Usage(), kCalledWrongly);
  }
  return Report(found.command->run(found.arguments));
}

// Returns the help of the command whose name the arguments have, or else that of all commands.
std::string HelpFor(int argc, char** argv) {
  std::vector<std::string> words;
  for (int i = 1; i < argc; ++i) {
    if (argv[i][0] != '-') words.emplace_back(argv[i]);
  }
  const FoundCommand found = FindCommand(AllCommands(), words);
  return found.command == nullptr ? HelpOfAll(AllCommands()) : HelpOf(*found.command);
}

// True if the arguments ask for help about a command: "lossyctl token --help".
bool AsksForHelp(int argc, char** argv) {
  bool named = false;
  for (int i = 1; i < argc; ++i) {
    if (argv[i][0] != '-') named = true;
    if (named && argv[i] == absl::string_view("--help")) return true;
  }
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  if (AsksForHelp(argc, argv)) {
    std::cout << HelpFor(argc, argv);
    return Report(absl::OkStatus());
  }
  absl::SetProgramUsageMessage(HelpOfAll(AllCommands()));
  const lossy::base::CommandLine line = lossy::base::ReadCommandLine(argc, argv);
  for (const std::string& warning : line.warnings) std::cerr << "lossyctl: " << warning << '\n';
  if (!line.problems.empty()) return Complain(absl::StrJoin(line.problems, "; "), kCalledWrongly);
  return Run(line.words);
}
