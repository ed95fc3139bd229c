#include <iostream>
#include <string>
#include <vector>

#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/strings/str_join.h"
#include "base/process/environment_flags.h"
#include "deploy/lossyctl/command.h"
#include "deploy/lossyctl/help.h"

namespace {

constexpr int kFailed = 1;
constexpr int kCalledWrongly = 2;

int Complain(const std::string& problem, int exit_code) {
  std::cerr << "lossyctl: " << problem << '\n';
  return exit_code;
}

int Run(const lossy::lossyctl::Command& command) {
  const absl::Status status = command.run();
  if (status.ok()) return std::cout.flush() ? 0 : Complain("cannot write to stdout", kFailed);
  return Complain(std::string(status.message()),
                  absl::IsInvalidArgument(status) ? kCalledWrongly : kFailed);
}

}  // namespace

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage(lossy::lossyctl::Usage());
  lossy::base::SetFlagsFromEnvironment();
  const std::vector<char*> words = absl::ParseCommandLine(argc, argv);
  const std::string name = absl::StrJoin(words.begin() + 1, words.end(), " ");
  for (const lossy::lossyctl::Command& command : lossy::lossyctl::Commands()) {
    if (name == command.name) return Run(command);
  }
  const std::string problem = name.empty() ? "no command" : "no command \"" + name + "\"";
  return Complain(problem + "; lossyctl help lists them", kCalledWrongly);
}
