#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace lossy::base {

// One flag of a flag file, as it would be on the command line.
struct FlagLine {
  int number = 0;    // The line in the file, from 1.
  std::string text;  // "--flag=value", without the space around it.
};

// Reads a flag file (--flagfile): one flag a line, as "--flag=value", or "--flag" and "--noflag"
// for a switch. Empty lines and lines that begin with "#" are comments. Quotes have no meaning, and
// a "#" inside a line is a part of the value. Returns every line that is no comment; the caller
// rejects lines that are no flag. Returns an error, without the path, if the file cannot be read or
// is larger than 1 MiB.
absl::StatusOr<std::vector<FlagLine>> ReadFlagFile(const std::string& path);

}  // namespace lossy::base
