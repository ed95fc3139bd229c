#pragma once

#include "absl/functional/function_ref.h"
#include "boost/asio/executor_work_guard.hpp"
#include "boost/asio/io_context.hpp"
#include "boost/asio/posix/basic_stream_descriptor.hpp"
#include "edge/net/reactor.h"

namespace lossy::edge {

// Runs two kinds of work on one thread: the listeners of a Reactor, which are the connections of
// clients, and the handlers of an io_context: timers, posts, listening sockets and connections to
// other edges. Asio waits for the reactor only before the thread blocks, so a busy thread makes
// no system call for that wait. Not thread-safe, except for posts to context().
class EventLoop {
 public:
  // The most handlers, and the most listeners, that one RunSome calls.
  static constexpr int kMaxCalls = 256;

  // `reactor` must outlive the loop.
  explicit EventLoop(Reactor& reactor);
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  boost::asio::io_context& context() { return context_; }

  // Calls the ready handlers, and then the ready listeners. It stops early once `stop` returns
  // true. If nothing is ready and `may_block` is true, it first waits until something is.
  void RunSome(bool may_block, absl::FunctionRef<bool()> stop);

 private:
  void AwaitReactor();
  void RunHandlers(absl::FunctionRef<bool()> stop);
  void RunListeners(absl::FunctionRef<bool()> stop);

  Reactor& reactor_;
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      context_.get_executor()};
  boost::asio::posix::basic_stream_descriptor<boost::asio::io_context::executor_type> epoll_;
  bool awaits_ = false;  // A wait of Asio for the reactor is pending.
  bool idle_ = false;    // No listener was ready at the end of the last RunSome.
};

}  // namespace lossy::edge
