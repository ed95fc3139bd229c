#pragma once

#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>

namespace lossy::base {

// Wakes one thread that waits for it in poll(), alone or beside sockets. Several calls of Set
// before the thread calls Take count as one.
//
// Threads: any thread may call Set. One thread calls Take and waits for the descriptor.
class WakeEvent {
 public:
  WakeEvent() : fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
  ~WakeEvent() { close(fd_); }
  WakeEvent(const WakeEvent&) = delete;
  WakeEvent& operator=(const WakeEvent&) = delete;

  // Makes the descriptor readable until the next Take. Does not block.
  void Set() {
    if (!set_.exchange(true)) eventfd_write(fd_, 1);
  }

  // Returns true if Set was called since the last Take.
  bool Take() {
    eventfd_t ignored = 0;
    eventfd_read(fd_, &ignored);
    return set_.exchange(false);
  }

  // The descriptor, for poll() with POLLIN. It may become readable once more after Take returned
  // true.
  int fd() const { return fd_; }

 private:
  const int fd_;
  std::atomic<bool> set_{false};
};

}  // namespace lossy::base
