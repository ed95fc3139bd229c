#pragma once

#include <fcntl.h>
#include <unistd.h>

namespace lossy::base {

// One open file that a server closes when the process may open no more, so that it can accept
// one further connection to refuse it, or to tell an operator about it. For one thread.
class SpareFile {
 public:
  SpareFile() { Acquire(); }
  ~SpareFile() { Release(); }
  SpareFile(const SpareFile&) = delete;
  SpareFile& operator=(const SpareFile&) = delete;

  bool held() const { return file_ >= 0; }
  // Opens it again if it is not held. False: there is still no file left.
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
