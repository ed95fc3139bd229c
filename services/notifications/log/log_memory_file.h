#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/notifications/log/log_server.h"

namespace lossy::notifications {

// A file outside the database with the positions that LogServer remembers, for the next process.
// With it a restore is detected even if no process ran meanwhile. Used by one thread at a time.
class LogMemoryFile {
 public:
  // With an empty path it reads and writes nothing.
  explicit LogMemoryFile(std::string path) : path_(std::move(path)) {}

  // Returns no position if the file is missing or invalid.
  std::vector<LogServer::Known> Read() const;

  // Replaces the file atomically. Does nothing if the file has the same content already.
  absl::Status Write(const std::vector<LogServer::Known>& known);

 private:
  const std::string path_;
  std::string written_;
};

}  // namespace lossy::notifications
