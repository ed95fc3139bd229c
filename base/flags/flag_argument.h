#pragma once

#include <string>
#include <vector>

#include "absl/flags/commandlineflag.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::base {

// One argument "--NAME", "--NAME=VALUE" or "--noNAME".
struct FlagArgument {
  absl::CommandLineFlag* flag = nullptr;  // Null: the program has no flag of that name.
  std::string name;
  absl::optional<std::string> value;  // Behind "=".
  bool negated = false;               // --noNAME.

  // Returns nullopt if the argument is no flag.
  static absl::optional<FlagArgument> Parse(absl::string_view text);

  // True if the argument sets a boolean flag without "=".
  bool IsSwitch() const;
};

// Returns the names of all flags of this program, sorted.
std::vector<std::string> FlagNames();

// Returns the problem "there is no such flag", with the flag that is probably meant.
std::string UnknownFlag(absl::string_view name);

}  // namespace lossy::base
