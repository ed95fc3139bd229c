#include "base/flags/effective_config.h"

#include <algorithm>

#include "absl/flags/reflection.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/flags/flag_argument.h"
#include "base/flags/flag_check.h"
#include "base/flags/flag_help.h"
#include "base/flags/hidden_secrets.h"

namespace lossy::base {
namespace {

std::string SourceOf(const std::map<std::string, std::string>& sources, const std::string& flag) {
  const auto source = sources.find(flag);
  return source != sources.end() ? source->second : "default";
}

// A check must not run on a flag whose value is undefined.
bool HasProblem(const CommandLine& line, const std::string& flag) {
  return std::any_of(line.problems.begin(), line.problems.end(), [&](const std::string& problem) {
    return problem.find(absl::StrCat("--", flag, ":")) != std::string::npos ||
           problem.find(absl::StrCat("--", flag, "=")) != std::string::npos;
  });
}

}  // namespace

std::vector<std::string> ConfigProblems(const CommandLine& line) {
  std::vector<std::string> problems = line.problems;
  for (const auto& [name, check] : FlagCheck::All()) {
    if (HasProblem(line, name)) continue;
    const absl::Status status = check->Run();
    if (status.ok()) continue;
    const std::string source = SourceOf(line.sources, name);
    const bool elsewhere = source != "default" && source != "command line";
    problems.push_back(absl::StrCat(elsewhere ? source : "", elsewhere ? ": " : "", "--", name,
                                    ": ", status.message()));
  }
  std::sort(problems.begin(), problems.end());
  return problems;
}

std::vector<EffectiveFlag> EffectiveFlags(const std::map<std::string, std::string>& sources) {
  std::vector<EffectiveFlag> flags;
  for (const std::string& name : FlagNames()) {
    const absl::CommandLineFlag& flag = *absl::FindCommandLineFlag(name);
    if (!IsOwnFlag(flag)) continue;
    flags.push_back({.name = name,
                     .value = HiddenSecrets(flag.CurrentValue()),
                     .source = SourceOf(sources, name)});
  }
  return flags;
}

std::string EffectiveConfig(const CommandLine& line) {
  std::string text;
  for (const EffectiveFlag& flag : EffectiveFlags(line.sources)) {
    absl::StrAppend(&text, "--", flag.name, "=", absl::StrReplaceAll(flag.value, {{"\n", "\\n"}}),
                    "  (", flag.source, ")\n");
  }
  return text;
}

}  // namespace lossy::base
