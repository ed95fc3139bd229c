#pragma once

#include <sys/epoll.h>

#include <array>
#include <cstdint>

#include "absl/time/time.h"
#include "edge/net/descriptor.h"

namespace lossy::edge {

// Receives the readiness of one descriptor that a Reactor watches. A derived class must call
// Reactor::Watch with no interest before its end.
class ReadyListener {
 public:
  ReadyListener() = default;
  ReadyListener(const ReadyListener&) = delete;
  ReadyListener& operator=(const ReadyListener&) = delete;

  // The descriptor is ready. `events` has the bits of the interest that epoll_wait() has reported.
  // It may have EPOLLERR and EPOLLHUP as well, which need no interest.
  virtual void OnReady(std::uint32_t events) = 0;

  // Returns the events that the reactor watches for this listener; 0 if it watches none.
  std::uint8_t interest() const { return interest_; }

 protected:
  ~ReadyListener() = default;

 private:
  friend class Reactor;

  std::uint8_t interest_ = 0;
};

// Watches the sockets of one thread by a level-triggered epoll instance of its own. A watched
// socket takes no memory of the process and no system call until it is ready, and none after a
// read: if input is left, the kernel reports the socket again (ADR 0084).
//
// The reactor calls one listener at a time, in the order in which the kernel reports them. Each
// ready listener is called once before any is called again, so none can starve the others. It does
// not call a listener whose interest has ended, even if the kernel has reported it before. A
// listener may watch and end watching within OnReady, itself and others. Not thread-safe.
class Reactor {
 public:
  static constexpr std::uint8_t kRead = EPOLLIN;
  static constexpr std::uint8_t kWrite = EPOLLOUT;
  // The most ready descriptors that one call of epoll_wait() reports.
  static constexpr int kBatch = 256;

  Reactor();
  Reactor(const Reactor&) = delete;
  Reactor& operator=(const Reactor&) = delete;

  // Sets the events that are watched for `listener`: kRead, kWrite, both, or 0 to end watching.
  // `descriptor` must be the same until watching ends, and may be closed only then. Returns false
  // if the kernel refuses, because its limit of watched descriptors is reached.
  bool Watch(int descriptor, ReadyListener& listener, std::uint8_t interest);

  // Calls the next ready listener. Returns false if none is ready. Does not block.
  bool RunOne();
  // Waits until a listener is ready. Returns false if none is within `timeout`.
  bool Await(absl::Duration timeout);

  // The epoll instance. It is readable while a watched descriptor is ready, so another loop can
  // wait for the reactor.
  int descriptor() const { return epoll_.get(); }

 private:
  bool Fetch(int timeout_ms);
  void Forget(const ReadyListener& listener);

  const Descriptor epoll_;
  // The reported events of which the first next_ are handled.
  std::array<epoll_event, kBatch> batch_;
  int next_ = 0;
  int size_ = 0;
};

}  // namespace lossy::edge
