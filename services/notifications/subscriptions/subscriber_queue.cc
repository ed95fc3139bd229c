#include "services/notifications/subscriptions/subscriber_queue.h"

#include <utility>

namespace lossy::notifications {
namespace {

constexpr std::size_t kFrameOverhead = 64;

std::size_t Cost(const Frame& frame) { return frame->size() + kFrameOverhead; }

}  // namespace

bool SubscriberQueue::Push(Frame frame) {
  std::deque<Frame> dropped;  // Freed after the lock.
  std::lock_guard lock(mutex_);
  if (closed_) return false;
  if (bytes_ + Cost(frame) > limit_) {
    closed_ = overflown_ = true;
    bytes_ = 0;
    dropped.swap(frames_);
    return true;
  }
  bytes_ += Cost(frame);
  frames_.push_back(std::move(frame));
  return !std::exchange(sending_, true);
}

SubscriberQueue::Next SubscriberQueue::Take() {
  std::lock_guard lock(mutex_);
  sending_ = !frames_.empty();
  if (frames_.empty()) return {};
  Next next{.frame = std::move(frames_.front())};
  frames_.pop_front();
  bytes_ -= Cost(next.frame);
  next.more = !frames_.empty();
  return next;
}

void SubscriberQueue::Close() {
  std::deque<Frame> dropped;
  std::lock_guard lock(mutex_);
  closed_ = true;
  bytes_ = 0;
  dropped.swap(frames_);
}

bool SubscriberQueue::overflown() const {
  std::lock_guard lock(mutex_);
  return overflown_;
}

std::size_t SubscriberQueue::bytes() const {
  std::lock_guard lock(mutex_);
  return bytes_;
}

}  // namespace lossy::notifications
