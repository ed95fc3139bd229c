#include "deploy/lossyctl/command/command.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace lossy::lossyctl {

bool Command::Accepts(std::size_t count) const {
  std::size_t least = 0;
  std::size_t most = 0;
  bool endless = false;
  for (const absl::string_view word : absl::StrSplit(arguments, ' ', absl::SkipEmpty())) {
    ++most;
    if (!absl::StartsWith(word, "[")) ++least;
    endless = endless || absl::StrContains(word, "...");
  }
  return count >= least && (endless || count <= most);
}

std::vector<CommandFlag> Command::AllFlags() const {
  std::vector<CommandFlag> all = flags;
  if (calls_processes) all.insert(all.end(), CallFlags().begin(), CallFlags().end());
  std::stable_partition(all.begin(), all.end(), [](const auto& flag) { return flag.required; });
  return all;
}

std::string Command::Usage() const {
  std::string usage = absl::StrCat("lossyctl ", name, arguments.empty() ? "" : " ", arguments);
  for (const CommandFlag& flag : AllFlags()) {
    // The help of the command has these four.
    if (!flag.required && std::any_of(CallFlags().begin(), CallFlags().end(),
                                      [&](const auto& each) { return each.name == flag.name; })) {
      continue;
    }
    absl::StrAppend(&usage, flag.required ? " --" : " [--", flag.name,
                    flag.value.empty() ? "" : "=", flag.value, flag.required ? "" : "]");
  }
  return usage;
}

const std::vector<CommandFlag>& CallFlags() {
  static const auto* const kFlags = new std::vector<CommandFlag>{
      {.name = "key", .value = "PATH", .required = true},
      {.name = "as", .value = "NAME"},
      {.name = "tls_internal_certificate", .value = "PATH"},
      {.name = "tls_internal_key", .value = "PATH"},
      {.name = "tls_internal_ca", .value = "PATH"},
  };
  return *kFlags;
}

FoundCommand FindCommand(const std::vector<CommandGroup>& groups,
                         const std::vector<std::string>& words) {
  for (const CommandGroup& group : groups) {
    for (const Command& command : group.commands) {
      const std::vector<std::string> name = absl::StrSplit(command.name, ' ');
      if (words.size() < name.size() || !std::equal(name.begin(), name.end(), words.begin())) {
        continue;
      }
      return {&command, {words.begin() + static_cast<std::ptrdiff_t>(name.size()), words.end()}};
    }
  }
  return {};
}

}  // namespace lossy::lossyctl
