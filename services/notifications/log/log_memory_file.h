#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/notifications/log/log_server.h"

namespace lossy::notifications {

// A file outside the database with what LogServer remembers, for the process after this one. With
// it a restore is noticed even if no process ran meanwhile. Used by one thread at a time.
class LogMemoryFile {
 public:
  // With an empty path there is no file, nothing is read and nothing written.
  explicit LogMemoryFile(std::string path) : path_(std::move(path)) {}

  // Nothing if there is no file, or it cannot be understood.
  std::vector<LogServer::Known> Read() const;

  // Replaces the file in one step. Does nothing if it was written with the same before.
  absl::Status Write(const std::vector<LogServer::Known>& known);

 private:
  const std::string path_;
  std::string written_;
};

}  // namespace lossy::notifications
