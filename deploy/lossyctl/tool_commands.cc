#include <iostream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "deploy/lossyctl/command/completion.h"
#include "deploy/lossyctl/command/help.h"
#include "deploy/lossyctl/command_groups.h"

namespace lossy::lossyctl {
namespace {

absl::Status PrintHelp(const std::vector<std::string>& words) {
  if (words.empty()) {
    std::cout << HelpOfAll(AllCommands());
    return absl::OkStatus();
  }
  const FoundCommand found = FindCommand(AllCommands(), words);
  if (found.command == nullptr || !found.arguments.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("no command \"", absl::StrJoin(words, " "), "\"; lossyctl help lists them"));
  }
  std::cout << HelpOf(*found.command);
  return absl::OkStatus();
}

absl::Status PrintCompletion(const std::string& shell) {
  if (shell != "bash" && shell != "zsh") {
    return absl::InvalidArgumentError("lossyctl completes for bash and zsh");
  }
  std::cout << (shell == "bash" ? BashCompletion(AllCommands()) : ZshCompletion(AllCommands()));
  return absl::OkStatus();
}

}  // namespace

CommandGroup ToolCommands() {
  return {
      .title = "lossyctl itself",
      .commands = {
          {.name = "completion",
           .arguments = "bash|zsh",
           .summary = "prints the script that completes command lines of lossyctl in a shell",
           .examples = {"lossyctl completion bash "
                        ">/etc/bash_completion.d/lossyctl",
                        "lossyctl completion zsh >/usr/local/share/zsh/site-functions/_lossyctl"},
           .run = WithOne(PrintCompletion)},
          {.name = "help",
           .arguments = "[COMMAND...]",
           .summary = "lists the commands, or explains one",
           .examples = {"lossyctl help", "lossyctl help keys generate"},
           .run = PrintHelp},
      }};
}

}  // namespace lossy::lossyctl
