#include "base/flags/command_line.h"

#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <utility>

#include "absl/flags/reflection.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/types/optional.h"
#include "base/flags/flag_argument.h"
#include "base/flags/flag_file.h"
#include "base/flags/flag_help.h"
#include "base/flags/flag_range.h"
#include "base/flags/known_flags.h"
#include "base/flags/nearest_name.h"
#include "base/version/build_info.h"

namespace lossy::base {
namespace {

constexpr absl::string_view kPrefix = "LOSSY_";
constexpr absl::string_view kFlagFile = "flagfile";
constexpr absl::string_view kCommandLine = "command line";
// The most flag files that name each other. A file that names itself reaches it.
constexpr int kMostNested = 8;

// The most wrong characters in the name of a misspelt variable. Flags of different programs differ
// by more.
std::size_t MostWrong(const std::string& name) { return name.size() < 8 ? 1 : 2; }

std::string VariableOf(absl::string_view flag) {
  return absl::StrCat(kPrefix, absl::AsciiStrToUpper(flag));
}

// Reads flags into the program's flags and the result.
class Reader {
 public:
  explicit Reader(CommandLine& result) : result_(result) {}

  void ReadEnvironment() {
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
      const std::pair<std::string, std::string> variable =
          absl::StrSplit(absl::string_view(*entry), absl::MaxSplits('=', 1));
      if (absl::StartsWith(variable.first, kPrefix)) {
        ReadVariable(variable.first, variable.second);
      }
    }
    const char* const file = std::getenv(VariableOf(kFlagFile).c_str());
    if (file != nullptr) ReadFile(file, VariableOf(kFlagFile), /*depth=*/1);
  }

  void ReadArguments(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
      const absl::string_view text = argv[i];
      if (text == "--") {
        result_.words.insert(result_.words.end(), argv + i + 1, argv + argc);
        return;
      }
      absl::optional<FlagArgument> argument = FlagArgument::Parse(text);
      if (!argument) {
        result_.words.emplace_back(text);
        continue;
      }
      const bool known = argument->flag != nullptr || argument->name == kFlagFile;
      if (known && !argument->IsSwitch() && !argument->value) {
        if (i + 1 == argc) {
          AddProblem("", absl::StrCat("--", argument->name, ": the value is missing"));
          return;
        }
        argument->value = argv[++i];
      }
      Apply(*argument, kCommandLine, /*depth=*/0);
    }
  }

  void CheckNumbers() {
    const std::map<std::string, const FlagRange*>& ranges = FlagRange::All();
    for (const std::string& name : FlagNames()) {
      const absl::CommandLineFlag& flag = *absl::FindCommandLineFlag(name);
      const auto range = ranges.find(name);
      const bool holds = range != ranges.end() ? range->second->Holds() : !IsNegative(flag);
      if (holds) continue;
      AddProblem(SourceOf(name), absl::StrCat("--", name, "=", flag.CurrentValue(), ": ",
                                              range != ranges.end() ? range->second->text()
                                                                    : "must not be negative"));
    }
  }

 private:
  static bool IsNegative(const absl::CommandLineFlag& flag) {
    const auto negative = [](const auto& value) { return value && !(*value >= 0); };
    return negative(flag.TryGet<std::int32_t>()) || negative(flag.TryGet<std::int64_t>()) ||
           negative(flag.TryGet<double>());
  }

  std::string SourceOf(const std::string& name) const {
    const auto source = result_.sources.find(name);
    return source != result_.sources.end() ? source->second : "";
  }

  // A flag on the command line needs no source in front of its problem.
  void AddProblem(absl::string_view source, absl::string_view problem) {
    const bool named = !source.empty() && source != kCommandLine;
    result_.problems.push_back(absl::StrCat(named ? source : "", named ? ": " : "", problem));
  }

  void ReadVariable(const std::string& variable, const std::string& value) {
    const std::string name = absl::AsciiStrToLower(absl::StripPrefix(variable, kPrefix));
    if (name == kFlagFile) return;
    absl::CommandLineFlag* flag = absl::FindCommandLineFlag(name);
    if (flag != nullptr && VariableOf(name) == variable) {
      Set(*flag, value, variable, variable);
    } else if (const absl::Span<const absl::string_view> known = KnownFlags();
               VariableOf(name) == variable &&
               std::binary_search(known.begin(), known.end(), name)) {
      result_.unused_variables.push_back(variable);
    } else {
      result_.warnings.push_back(UnknownVariable(variable, name));
    }
  }

  static std::string UnknownVariable(const std::string& variable, const std::string& name) {
    if (const std::string nearest = NearestName(name, FlagNames(), MostWrong(name));
        !nearest.empty()) {
      return absl::StrCat(variable, " is no flag of this program; ", VariableOf(nearest), " is");
    }
    const std::vector<std::string> known(KnownFlags().begin(), KnownFlags().end());
    const std::string nearest = NearestName(name, known, MostWrong(name));
    return absl::StrCat(variable, " is a flag of no program of Lossy",
                        nearest.empty() ? "" : "; did you mean ",
                        nearest.empty() ? "" : VariableOf(nearest), nearest.empty() ? "" : "?");
  }

  // Sets a flag. `written` is the flag or variable as the user wrote it.
  void Set(absl::CommandLineFlag& flag, absl::string_view value, absl::string_view written,
           absl::string_view source) {
    std::string problem;
    result_.sources.insert_or_assign(std::string(flag.Name()), std::string(source));
    if (flag.ParseFrom(value, &problem)) return;
    const auto range = FlagRange::All().find(std::string(flag.Name()));
    if (range != FlagRange::All().end()) problem = range->second->text();
    if (flag.IsOfType<bool>()) problem = "must be true or false";
    // The library repeats the value, which may be a secret, in front of the reason.
    const std::size_t reason = problem.find("'; ");
    if (reason != std::string::npos) problem.erase(0, reason + 3);
    AddProblem(written == source ? "" : source, absl::StrCat(written, ": ", problem));
  }

  void Apply(const FlagArgument& argument, absl::string_view source, int depth) {
    const std::string written = absl::StrCat("--", argument.name);
    if (argument.name == kFlagFile) return ReadFile(*argument.value, source, depth + 1);
    if (argument.flag == nullptr) return AddProblem(source, UnknownFlag(argument.name));
    if (argument.IsSwitch()) {
      return Set(*argument.flag, argument.negated ? "false" : "true", written, source);
    }
    Set(*argument.flag, *argument.value, written, source);
  }

  void ReadFile(const std::string& path, absl::string_view source, int depth) {
    const auto refuse = [&](absl::string_view problem) {
      const bool variable = absl::StartsWith(source, kPrefix);
      AddProblem(variable ? "" : source,
                 absl::StrCat(variable ? source : "--flagfile", "=", path, ": ", problem));
    };
    if (depth > kMostNested) {
      return refuse(absl::StrCat("more than ", kMostNested, " flag files name each other"));
    }
    const absl::StatusOr<std::vector<FlagLine>> lines = ReadFlagFile(path);
    if (!lines.ok()) return refuse(lines.status().message());
    for (const FlagLine& line : *lines) {
      ReadLine(line.text, absl::StrCat(path, ":", line.number), depth);
    }
  }

  void ReadLine(absl::string_view text, const std::string& source, int depth) {
    const absl::optional<FlagArgument> argument = FlagArgument::Parse(text);
    if (!argument) {
      return AddProblem(source, "the line is no flag; write --flag=value, or # before a comment");
    }
    const std::size_t space = argument->name.find_first_of(" \t");
    const bool known = argument->flag != nullptr || argument->name == kFlagFile;
    if (space != std::string::npos) {
      return AddProblem(source, absl::StrCat("--", argument->name.substr(0, space),
                                             ": write --flag=value, with = and without a space"));
    }
    if (known && !argument->IsSwitch() && !argument->value) {
      return AddProblem(source, absl::StrCat("--", argument->name, ": the value is missing"));
    }
    Apply(*argument, source, depth);
  }

  CommandLine& result_;
};

// Ends the process if an argument asks for a text in place of the program's work.
void AnswerQuestions(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const absl::string_view text = argv[i];
    if (text == "--") return;
    if (text == "--help" || text == "--helpfull") {
      std::cout << HelpText();
    } else if (text == "--version") {
      const absl::string_view program = argv[0];
      std::cout << VersionText(program.substr(program.rfind('/') + 1));
    } else {
      continue;
    }
    std::exit(std::cout.flush() ? 0 : 1);
  }
}

}  // namespace

CommandLine ReadCommandLine(int argc, char** argv) {
  AnswerQuestions(argc, argv);
  CommandLine result;
  Reader reader(result);
  reader.ReadEnvironment();
  reader.ReadArguments(argc, argv);
  reader.CheckNumbers();
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
  const absl::optional<FlagArgument> before = FlagArgument::Parse(found[-1]);
  if (!before || !before->IsSwitch()) return problem;
  return absl::StrCat(problem, "; write --", before->flag->Name(), "=", word,
                      " to give a switch its value");
}

}  // namespace lossy::base
