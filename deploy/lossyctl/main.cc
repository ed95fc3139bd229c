#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

#include "absl/flags/usage.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/flags/command_line.h"
#include "deploy/lossyctl/command.h"
#include "deploy/lossyctl/help.h"

namespace {

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

}  // namespace

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage(lossy::lossyctl::Usage());
  const lossy::base::CommandLine line = lossy::base::ReadCommandLine(argc, argv);
  for (const std::string& warning : line.warnings) std::cerr << "lossyctl: " << warning << '\n';
  if (!line.problems.empty()) return Complain(absl::StrJoin(line.problems, "; "), kCalledWrongly);
  const std::vector<std::string>& words = line.words;
  for (const lossy::lossyctl::Command& command : lossy::lossyctl::Commands()) {
    const std::vector<std::string> name = absl::StrSplit(command.name, ' ');
    if (words.size() < name.size() || !std::equal(name.begin(), name.end(), words.begin())) {
      continue;
    }
    const std::vector<std::string> rest(words.begin() + static_cast<std::ptrdiff_t>(name.size()),
                                        words.end());
    if (command.run_with_words != nullptr) return Report(command.run_with_words(rest));
    if (command.run_with != nullptr && rest.size() == 1) {
      return Report(command.run_with(rest.front()));
    }
    if (command.run != nullptr) {
      if (rest.empty()) return Report(command.run());
      continue;
    }
    return Complain(absl::StrCat("usage: lossyctl ", command.name, " ", command.flags),
                    kCalledWrongly);
  }
  const std::string name = absl::StrJoin(words, " ");
  const std::string problem = name.empty() ? "no command" : "no command \"" + name + "\"";
  return Complain(problem + "; lossyctl help lists them", kCalledWrongly);
}
