#include "edge/net/reactor.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace lossy::edge {

Reactor::Reactor() : epoll_(epoll_create1(EPOLL_CLOEXEC)) {
  // A process cannot serve without it, and is out of descriptors before its first connection.
  if (!epoll_.valid()) std::abort();
}

bool Reactor::Watch(int descriptor, ReadyListener& listener, std::uint8_t interest) {
  const std::uint8_t before = listener.interest_;
  if (interest == before) return true;
  if (interest == 0) {
    Forget(listener);
    epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, descriptor, nullptr);
  } else {
    epoll_event event{};
    event.events = interest;
    event.data.ptr = &listener;
    const int operation = before == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
    if (epoll_ctl(epoll_.get(), operation, descriptor, &event) != 0) return false;
  }
  listener.interest_ = interest;
  return true;
}

void Reactor::Forget(const ReadyListener& listener) {
  for (int i = next_; i < size_; ++i) {
    if (batch_[static_cast<std::size_t>(i)].data.ptr == &listener) {
      batch_[static_cast<std::size_t>(i)].data.ptr = nullptr;
    }
  }
}

bool Reactor::Fetch(int timeout_ms) {
  next_ = 0;
  // A signal may interrupt the call.
  size_ = std::max(epoll_wait(epoll_.get(), batch_.data(), kBatch, timeout_ms), 0);
  return size_ > 0;
}

bool Reactor::RunOne() {
  if (next_ == size_ && !Fetch(0)) return false;
  const epoll_event event = batch_[static_cast<std::size_t>(next_++)];
  auto* const listener = static_cast<ReadyListener*>(event.data.ptr);
  if (listener == nullptr) return true;
  // The interest may have changed since the report.
  const std::uint32_t events = event.events & (listener->interest_ | EPOLLERR | EPOLLHUP);
  if (events != 0) listener->OnReady(events);
  return true;
}

bool Reactor::Await(absl::Duration timeout) {
  if (next_ < size_) return true;
  const std::int64_t milliseconds =
      absl::ToInt64Milliseconds(absl::Ceil(timeout, absl::Milliseconds(1)));
  return Fetch(
      static_cast<int>(std::min<std::int64_t>(milliseconds, std::numeric_limits<int>::max())));
}

}  // namespace lossy::edge
