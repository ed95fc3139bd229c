#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace lossy::lossyctl {

// Commands by which an operator changes a running process.

// The command "loglevel": sets the least level of the log, of the processes with these names or of
// all. `words` are the level, then the names. With --for_seconds it goes back after that time.
absl::Status SetLogLevels(const std::vector<std::string>& words);

// The command "drain": ends the replica at the address, as SIGTERM does.
absl::Status DrainProcess(const std::string& address);

// The command "sockets close": closes the socket with an id of the command "sockets".
absl::Status CloseSocket(const std::string& socket_id);

}  // namespace lossy::lossyctl
