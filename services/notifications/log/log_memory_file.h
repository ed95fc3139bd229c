#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/notifications/log/log_server.h"

namespace lossy::notifications {

// A file outside the database in which a process saves the positions that LogServer remembers. The
// next process reads it, and so detects a restore of the database even if no process ran meanwhile.
// Not thread-safe.
class LogMemoryFile {
 public:
  // If `path` is empty, the object reads and writes nothing.
  explicit LogMemoryFile(std::string path) : path_(std::move(path)) {}

  // Returns the saved positions; none if the file is missing or invalid.
  std::vector<LogServer::Known> Read() const;

  // Replaces the file atomically. Does nothing if the file has the same content already.
  absl::Status Write(const std::vector<LogServer::Known>& known);

 private:
  const std::string path_;
  std::string written_;
};

}  // namespace lossy::notifications
