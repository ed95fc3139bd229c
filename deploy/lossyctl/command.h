#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace lossy::lossyctl {

// One command of lossyctl. Exactly one of `run`, `run_with` and `run_with_words` is set; it runs
// the command after the flags are parsed, and prints the result on standard output. It returns
// InvalidArgument if the command line is wrong.
struct Command {
  absl::string_view name;   // The words on the command line: "keys generate".
  absl::string_view flags;  // Its flags in the help: "--kid=K --private_out=PATH".
  absl::string_view does;   // Its description in the help, one line.
  // For a command without arguments.
  absl::Status (*run)();
  // For a command with one argument after its name.
  absl::Status (*run_with)(const std::string& word) = nullptr;
  // For a command with any number of arguments after its name.
  absl::Status (*run_with_words)(const std::vector<std::string>& words) = nullptr;
};

// Returns all commands, in the order in which the help lists them.
absl::Span<const Command> Commands();

}  // namespace lossy::lossyctl
