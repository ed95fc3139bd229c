#include "deploy/lossyctl/command/help.h"

#include <algorithm>

#include "absl/flags/commandlineflag.h"
#include "absl/flags/reflection.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace lossy::lossyctl {
namespace {

constexpr std::size_t kLineWidth = 100;

// Breaks `text` into lines. Each line begins with `indent` blanks.
std::string Indented(absl::string_view text, std::size_t indent) {
  std::string result;
  std::string line(indent, ' ');
  for (const absl::string_view word : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    if (line.size() > indent && line.size() + 1 + word.size() > kLineWidth) {
      absl::StrAppend(&result, line, "\n");
      line.assign(indent, ' ');
    }
    absl::StrAppend(&line, line.size() > indent ? " " : "", word);
  }
  return absl::StrCat(result, line, "\n");
}

std::string FlagHelp(const CommandFlag& flag) {
  std::string head = absl::StrCat("--", flag.name, flag.value.empty() ? "" : "=", flag.value);
  const absl::CommandLineFlag* const known = absl::FindCommandLineFlag(flag.name);
  if (flag.required) {
    head += "  (required)";
  } else if (known != nullptr && !flag.value.empty() && !known->DefaultValue().empty()) {
    absl::StrAppend(&head, "  (default ", known->DefaultValue(), ")");
  }
  return absl::StrCat("  ", head, "\n", known == nullptr ? "" : Indented(known->Help(), 6));
}

}  // namespace

std::string HelpOfAll(const std::vector<CommandGroup>& groups) {
  std::size_t width = 0;
  for (const CommandGroup& group : groups) {
    for (const Command& command : group.commands) width = std::max(width, command.name.size());
  }
  std::string help = "lossyctl: commands for operators of Lossy\n";
  for (const CommandGroup& group : groups) {
    absl::StrAppend(&help, "\n", group.title, "\n");
    for (const Command& command : group.commands) {
      const std::string text = Indented(command.summary, width + 4);
      absl::StrAppend(&help, "  ", command.name, text.substr(2 + command.name.size()));
    }
  }
  return help +
         "\n\"lossyctl help COMMAND\" explains a command. A flag also comes from the environment: "
         "--key "
         "from LOSSY_KEY.\n";
}

std::string HelpOf(const Command& command) {
  std::string help = absl::StrCat("usage: ", command.Usage(), "\n\n", Indented(command.summary, 0));
  const std::vector<CommandFlag> flags = command.AllFlags();
  if (!flags.empty()) help += "\nFlags\n";
  for (const CommandFlag& flag : flags) help += FlagHelp(flag);
  if (!command.examples.empty()) help += "\nExamples\n";
  for (const std::string& example : command.examples) absl::StrAppend(&help, "  ", example, "\n");
  return help;
}

}  // namespace lossy::lossyctl
