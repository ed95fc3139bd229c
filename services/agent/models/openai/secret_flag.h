#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::agent {

// The type of a flag with a secret, whose value --help does not print. The parser accepts every
// text, because Abseil prints a rejected one.
struct SecretFlag {
  std::string value;
};

bool AbslParseFlag(absl::string_view text, SecretFlag* flag, std::string* problem);
std::string AbslUnparseFlag(const SecretFlag& flag);

}  // namespace lossy::agent
