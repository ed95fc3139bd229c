#include "base/flags/flag_argument.h"

#include <algorithm>
#include <cstddef>

#include "absl/flags/reflection.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/flags/nearest_name.h"

namespace lossy::base {

std::vector<std::string> FlagNames() {
  std::vector<std::string> names;
  for (const auto& [name, flag] : absl::GetAllFlags()) names.emplace_back(name);
  std::sort(names.begin(), names.end());
  return names;
}

absl::optional<FlagArgument> FlagArgument::Parse(absl::string_view text) {
  if (!absl::ConsumePrefix(&text, "-") || text.empty()) return absl::nullopt;
  absl::ConsumePrefix(&text, "-");
  FlagArgument argument;
  const std::size_t equals = text.find('=');
  if (equals != absl::string_view::npos) argument.value = std::string(text.substr(equals + 1));
  argument.name = std::string(text.substr(0, equals));
  argument.flag = absl::FindCommandLineFlag(argument.name);
  if (argument.flag == nullptr && absl::StartsWith(argument.name, "no") && !argument.value) {
    absl::CommandLineFlag* negated = absl::FindCommandLineFlag(argument.name.substr(2));
    if (negated != nullptr && negated->IsOfType<bool>()) {
      argument.flag = negated;
      argument.negated = true;
    }
  }
  return argument;
}

bool FlagArgument::IsSwitch() const { return flag != nullptr && flag->IsOfType<bool>() && !value; }

std::string UnknownFlag(absl::string_view name) {
  const std::string nearest = NearestName(name, FlagNames(), name.size() / 2);
  return absl::StrCat("--", name, ": there is no such flag",
                      nearest.empty() ? "; --help lists them" : "; did you mean --", nearest,
                      nearest.empty() ? "" : "?");
}

}  // namespace lossy::base
