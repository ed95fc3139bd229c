#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
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

int Report(const absl::Status& status) {
  if (status.ok()) return std::cout.flush() ? 0 : Complain("cannot write to stdout", kFailed);
  return Complain(std::string(status.message()),
                  absl::IsInvalidArgument(status) ? kCalledWrongly : kFailed);
}

// Whether the words on the command line are the command's, or begin with them.
bool Begins(absl::string_view words, absl::string_view command) {
  return absl::ConsumePrefix(&words, command) && (words.empty() || words[0] == ' ');
}

}  // namespace

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage(lossy::lossyctl::Usage());
  lossy::base::SetFlagsFromEnvironment();
  const std::vector<char*> words = absl::ParseCommandLine(argc, argv);
  const std::string name = absl::StrJoin(words.begin() + 1, words.end(), " ");
  for (const lossy::lossyctl::Command& command : lossy::lossyctl::Commands()) {
    if (command.run_with == nullptr && name == command.name) return Report(command.run());
    if (command.run_with == nullptr || !Begins(name, command.name)) continue;
    const auto own_words = 1 + std::count(command.name.begin(), command.name.end(), ' ');
    if (words.size() == static_cast<std::size_t>(own_words) + 2) {
      return Report(command.run_with(words.back()));
    }
    return Complain(absl::StrCat("how to call it: ", command.name, " ", command.flags),
                    kCalledWrongly);
  }
  const std::string problem = name.empty() ? "no command" : "no command \"" + name + "\"";
  return Complain(problem + "; lossyctl help lists them", kCalledWrongly);
}
