#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace lossy::agent {

// A started program.
struct Spawned {
  pid_t pid = 0;
  // The other end of its standard input, for both directions. The caller must close it.
  int socket = -1;
};

// Starts a program in a new process group, so that a terminal's Ctrl-C does not reach it. The
// program inherits no environment, no file, no output and no blocked or ignored signal. `command`
// is its path and its arguments. Returns UNAVAILABLE if it cannot be started.
absl::StatusOr<Spawned> Spawn(const std::vector<std::string>& command);

}  // namespace lossy::agent
