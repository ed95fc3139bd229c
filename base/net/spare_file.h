#pragma once

#include <fcntl.h>
#include <unistd.h>

namespace lossy::base {

// One open file in reserve. When the process reaches its limit of open files, a server closes this
// file and can accept one more connection, to reject or to serve it. Not thread-safe.
class SpareFile {
 public:
  SpareFile() { Acquire(); }
  ~SpareFile() { Release(); }
  SpareFile(const SpareFile&) = delete;
  SpareFile& operator=(const SpareFile&) = delete;

  bool held() const { return file_ >= 0; }
  // Opens the file again if it is closed. Returns false if the process is still at its limit.
  bool Acquire() {
    if (!held()) file_ = open("/dev/null", O_RDONLY | O_CLOEXEC);
    return held();
  }
  void Release() {
    if (held()) close(file_);
    file_ = -1;
  }

 private:
  int file_ = -1;
};

}  // namespace lossy::base
