#include "edge/server/event_loop.h"

namespace lossy::edge {

EventLoop::EventLoop(Reactor& reactor)
    : reactor_(reactor), epoll_(context_.get_executor(), reactor.descriptor()) {}

// The reactor owns the descriptor.
EventLoop::~EventLoop() { epoll_.release(); }

void EventLoop::AwaitReactor() {
  if (awaits_) return;
  awaits_ = true;
  epoll_.async_wait(epoll_.wait_read, [this](boost::system::error_code) { awaits_ = false; });
}

void EventLoop::RunSome(bool may_block, absl::FunctionRef<bool()> stop) {
  const bool blocks = may_block && idle_;
  if (blocks) {
    AwaitReactor();
    context_.run_one();
  }
  const bool reactor_woke = blocks && !awaits_;
  // Handlers that are ready as well run in the next call, which saves a system call here.
  if (!reactor_woke) RunHandlers(stop);
  RunListeners(stop);
}

void EventLoop::RunHandlers(absl::FunctionRef<bool()> stop) {
  for (int i = 0; i < kMaxCalls && !stop() && context_.poll_one() > 0; ++i) {
  }
}

void EventLoop::RunListeners(absl::FunctionRef<bool()> stop) {
  idle_ = false;
  for (int i = 0; i < kMaxCalls; ++i) {
    if (stop()) return;
    if (reactor_.RunOne()) continue;
    idle_ = true;
    return;
  }
}

}  // namespace lossy::edge
