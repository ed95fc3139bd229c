#include "base/flags/flag_help.h"

#include <map>

#include "absl/flags/reflection.h"
#include "absl/flags/usage.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/flags/flag_argument.h"
#include "base/flags/flag_range.h"
#include "base/flags/hidden_secrets.h"

namespace lossy::base {

bool IsOwnFlag(const absl::CommandLineFlag& flag) {
  return !absl::StrContains(flag.Filename(), "absl/");
}

std::string HelpText() {
  std::string help = absl::StrCat(absl::ProgramUsageMessage(), "\n");
  const std::map<std::string, const FlagRange*>& ranges = FlagRange::All();
  for (const std::string& name : FlagNames()) {
    const absl::CommandLineFlag& flag = *absl::FindCommandLineFlag(name);
    if (!IsOwnFlag(flag)) continue;
    const auto range = ranges.find(name);
    absl::StrAppend(&help, "\n  --", name, " (default ", HiddenSecrets(flag.CurrentValue()),
                    ")\n      ", flag.Help(), "\n");
    if (range != ranges.end()) absl::StrAppend(&help, "      ", range->second->text(), "\n");
  }
  return help;
}

}  // namespace lossy::base
