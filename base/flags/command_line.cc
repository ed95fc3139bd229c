#include "base/flags/command_line.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <map>
#include <utility>

#include "absl/flags/parse.h"
#include "absl/flags/reflection.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/types/optional.h"
#include "base/flags/flag_range.h"
#include "base/flags/nearest_name.h"

namespace lossy::base {
namespace {

constexpr absl::string_view kPrefix = "LOSSY_";

// The most wrong characters in the name of a misspelt variable. Flags of different programs differ
// by more.
std::size_t MostWrong(const std::string& name) { return name.size() < 8 ? 1 : 2; }

std::vector<std::string> FlagNames() {
  std::vector<std::string> names;
  for (const auto& [name, flag] : absl::GetAllFlags()) names.emplace_back(name);
  std::sort(names.begin(), names.end());
  return names;
}

std::string VariableOf(absl::string_view flag) {
  return absl::StrCat(kPrefix, absl::AsciiStrToUpper(flag));
}

// Sets a flag. `source` is the flag or variable as the user wrote it.
void Set(absl::CommandLineFlag& flag, absl::string_view source, absl::string_view value,
         CommandLine& result) {
  std::string problem;
  if (flag.ParseFrom(value, &problem)) return;
  const auto range = FlagRange::All().find(std::string(flag.Name()));
  if (range != FlagRange::All().end()) problem = range->second->text();
  if (flag.IsOfType<bool>()) problem = "must be true or false";
  // The library repeats the value, which may be a secret, in front of the reason.
  const std::size_t reason = problem.find("'; ");
  if (reason != std::string::npos) problem.erase(0, reason + 3);
  result.problems.push_back(absl::StrCat(source, ": ", problem));
}

void ReadEnvironment(CommandLine& result) {
  const std::vector<std::string> names = FlagNames();
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::pair<std::string, std::string> variable =
        absl::StrSplit(absl::string_view(*entry), absl::MaxSplits('=', 1));
    absl::string_view suffix = variable.first;
    if (!absl::ConsumePrefix(&suffix, kPrefix)) continue;
    const std::string name = absl::AsciiStrToLower(suffix);
    absl::CommandLineFlag* flag = absl::FindCommandLineFlag(name);
    if (flag != nullptr && VariableOf(name) == variable.first) {
      Set(*flag, variable.first, variable.second, result);
    } else if (const std::string nearest = NearestName(name, names, MostWrong(name));
               !nearest.empty()) {
      result.warnings.push_back(absl::StrCat(variable.first, " is no flag of this program; ",
                                             VariableOf(nearest), " is"));
    } else {
      result.unused_variables.push_back(variable.first);
    }
  }
}

// One flag of the command line.
struct Argument {
  absl::CommandLineFlag* flag = nullptr;  // Null: there is none of that name.
  std::string name;
  absl::optional<std::string> value;  // Behind "=".
  bool negated = false;               // --noNAME.
};

// Returns nullopt if the argument is no flag.
absl::optional<Argument> ParseArgument(absl::string_view text) {
  if (!absl::ConsumePrefix(&text, "-") || text.empty()) return absl::nullopt;
  absl::ConsumePrefix(&text, "-");
  Argument argument;
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

bool IsSwitch(const Argument& argument) {
  return argument.flag != nullptr && argument.flag->IsOfType<bool>() && !argument.value;
}

std::string UnknownFlag(const std::string& name) {
  const std::string nearest = NearestName(name, FlagNames(), name.size() / 2);
  return absl::StrCat("--", name, ": there is no such flag",
                      nearest.empty() ? "; --help lists them" : "; did you mean --", nearest,
                      nearest.empty() ? "" : "?");
}

void ReadArguments(int argc, char** argv, CommandLine& result) {
  for (int i = 1; i < argc; ++i) {
    const absl::string_view text = argv[i];
    if (text == "--") {
      result.words.insert(result.words.end(), argv + i + 1, argv + argc);
      return;
    }
    absl::optional<Argument> argument = ParseArgument(text);
    if (!argument) {
      result.words.emplace_back(text);
    } else if (argument->flag == nullptr) {
      result.problems.push_back(UnknownFlag(argument->name));
    } else if (IsSwitch(*argument)) {
      Set(*argument->flag, absl::StrCat("--", argument->name), argument->negated ? "false" : "true",
          result);
    } else if (!argument->value && i + 1 == argc) {
      result.problems.push_back(absl::StrCat("--", argument->name, ": the value is missing"));
    } else {
      const std::string value = argument->value ? *argument->value : std::string(argv[++i]);
      Set(*argument->flag, absl::StrCat("--", argument->name), value, result);
    }
  }
}

bool IsNegative(const absl::CommandLineFlag& flag) {
  const auto negative = [](const auto& value) { return value && !(*value >= 0); };
  return negative(flag.TryGet<std::int32_t>()) || negative(flag.TryGet<std::int64_t>()) ||
         negative(flag.TryGet<double>());
}

void CheckNumbers(CommandLine& result) {
  const std::map<std::string, const FlagRange*>& ranges = FlagRange::All();
  for (const std::string& name : FlagNames()) {
    const absl::CommandLineFlag& flag = *absl::FindCommandLineFlag(name);
    const auto range = ranges.find(name);
    const bool holds = range != ranges.end() ? range->second->Holds() : !IsNegative(flag);
    if (holds) continue;
    result.problems.push_back(
        absl::StrCat("--", name, "=", flag.CurrentValue(), ": ",
                     range != ranges.end() ? range->second->text() : "must not be negative"));
  }
}

}  // namespace

CommandLine ReadCommandLine(int argc, char** argv) {
  CommandLine result;
  ReadEnvironment(result);
  ReadArguments(argc, argv, result);
  // The library answers --help, reads --flagfile, and takes the rest once more.
  if (result.problems.empty()) absl::ParseCommandLine(argc, argv);
  CheckNumbers(result);
  for (std::vector<std::string>* lines :
       {&result.warnings, &result.unused_variables, &result.problems}) {
    std::sort(lines->begin(), lines->end());
  }
  return result;
}

void ReadToolFlags(int argc, char** argv) {
  CommandLine line = ReadCommandLine(argc, argv);
  for (const std::string& word : line.words) line.problems.push_back(LeftOver(word, argc, argv));
  for (const std::string& warning : line.warnings) std::cerr << warning << '\n';
  for (const std::string& problem : line.problems) std::cerr << problem << '\n';
  if (!line.problems.empty()) std::exit(1);
}

std::string LeftOver(const std::string& word, int argc, char** argv) {
  const auto found = std::find(argv + 1, argv + argc, word);
  const std::string problem = absl::StrCat("\"", word, "\" belongs to no flag");
  if (found == argv + argc || found == argv + 1) return problem;
  const absl::optional<Argument> before = ParseArgument(found[-1]);
  if (!before || !IsSwitch(*before)) return problem;
  return absl::StrCat(problem, "; write --", before->flag->Name(), "=", word,
                      " to give a switch its value");
}

}  // namespace lossy::base
