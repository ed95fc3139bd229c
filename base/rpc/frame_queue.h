#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <string>

#include "base/sync/mutex.h"

namespace lossy::base {

// An encoded message. Encoded once and shared by all streams that send it.
using Frame = std::shared_ptr<const std::string>;

// The frames that one stream has not sent yet, first in, first out. At most one thread sends at a
// time: Push and Take agree on it. Thread-safe.
class FrameQueue {
 public:
  // Holds at most `max_bytes`, which include 64 bytes of bookkeeping a frame.
  explicit FrameQueue(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  // Adds a frame. Returns true if no thread sends, so that the caller must see to it that Take is
  // called. A frame that does not fit empties and closes the queue; that, too, returns true, once.
  bool Push(Frame frame);

  struct Next {
    Frame frame;        // Null: the queue is empty, and the next Push returns true.
    bool more = false;  // Another frame follows it.
  };
  Next Take();

  // Accepts no further frames. Keeps those that it holds.
  void Close();
  // Accepts no further frames, and drops those that it holds.
  void Drop();

  // True if a frame did not fit.
  bool overflown() const;
  std::size_t bytes() const;

 private:
  const std::size_t max_bytes_;
  mutable Mutex mutex_;
  std::deque<Frame> frames_ LOSSY_GUARDED_BY(mutex_);
  std::size_t bytes_ LOSSY_GUARDED_BY(mutex_) = 0;
  bool sending_ LOSSY_GUARDED_BY(mutex_) = false;  // A thread will call Take.
  bool closed_ LOSSY_GUARDED_BY(mutex_) = false;
  bool overflown_ LOSSY_GUARDED_BY(mutex_) = false;
};

}  // namespace lossy::base
