#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace lossy::base {

// A file that exists in the memory of this process alone. A library that reads files by their path
// can read it, and its contents never reach a disk. Not thread-safe, but other threads may open the
// path at any time.
class MemoryFile {
 public:
  MemoryFile() = default;
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  // Replaces the whole contents at once: a thread that opens the path reads the old ones or the new
  // ones. Returns UNAVAILABLE if the kernel has no memory or no free file.
  absl::Status Write(absl::string_view contents);

  // The path of the file, which is valid in this process only. Empty before the first Write.
  // Requires /proc.
  std::string path() const;

 private:
  int file_ = -1;
};

}  // namespace lossy::base
