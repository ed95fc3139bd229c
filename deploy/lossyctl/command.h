#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace lossy::lossyctl {

// One thing that lossyctl does.
struct Command {
  absl::string_view name;   // The words on the command line: "keys generate".
  absl::string_view flags;  // Its flags, for the help: "--kid=K --private_out=PATH".
  absl::string_view does;   // One line.
  // The flags are parsed. Prints what was asked for on stdout. InvalidArgument: it was called
  // wrongly.
  absl::Status (*run)();
  // In its stead for a command that takes one word behind its name.
  absl::Status (*run_with)(const std::string& word) = nullptr;
  // In its stead for a command that takes any number of words behind its name.
  absl::Status (*run_with_words)(const std::vector<std::string>& words) = nullptr;
};

// All of them, in the order in which help shows them.
absl::Span<const Command> Commands();

}  // namespace lossy::lossyctl
