#include "base/rpc/frame_queue.h"

#include <utility>

namespace lossy::base {
namespace {

constexpr std::size_t kFrameOverhead = 64;

std::size_t Cost(const Frame& frame) { return frame->size() + kFrameOverhead; }

}  // namespace

bool FrameQueue::Push(Frame frame) {
  std::deque<Frame> dropped;  // Freed after the lock.
  MutexLock lock(mutex_);
  if (closed_) return false;
  if (bytes_ + Cost(frame) > max_bytes_) {
    closed_ = overflown_ = true;
    bytes_ = 0;
    dropped.swap(frames_);
    return true;
  }
  bytes_ += Cost(frame);
  frames_.push_back(std::move(frame));
  return !std::exchange(sending_, true);
}

FrameQueue::Next FrameQueue::Take(std::size_t max_bytes) {
  MutexLock lock(mutex_);
  sending_ = !frames_.empty();
  Next next;
  std::size_t taken = 0;
  while (!frames_.empty()) {
    taken += frames_.front()->size();
    if (!next.frames.empty() && taken > max_bytes) break;
    bytes_ -= Cost(frames_.front());
    next.frames.push_back(std::move(frames_.front()));
    frames_.pop_front();
  }
  next.more = !frames_.empty();
  return next;
}

void FrameQueue::Close() {
  MutexLock lock(mutex_);
  closed_ = true;
}

void FrameQueue::Drop() {
  std::deque<Frame> dropped;  // Freed after the lock.
  MutexLock lock(mutex_);
  closed_ = true;
  bytes_ = 0;
  dropped.swap(frames_);
}

bool FrameQueue::overflown() const {
  MutexLock lock(mutex_);
  return overflown_;
}

std::size_t FrameQueue::bytes() const {
  MutexLock lock(mutex_);
  return bytes_;
}

}  // namespace lossy::base
