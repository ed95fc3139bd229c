#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <string>

#include "absl/container/inlined_vector.h"
#include "base/sync/mutex.h"

namespace lossy::base {

// One encoded message. All streams that send the message share the bytes.
using Frame = std::shared_ptr<const std::string>;

// The queue of frames that one stream has not sent yet, first in, first out. At most one thread
// sends at a time: the results of Push and Take say which one. Thread-safe.
class FrameQueue {
 public:
  // Holds at most `max_bytes`. Each frame counts as its size plus 64 bytes.
  explicit FrameQueue(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  // Adds a frame. Returns true if no thread sends; the caller must then make a thread call Take. A
  // frame that does not fit empties and closes the queue, and Push returns true once, so that the
  // caller can end the stream.
  bool Push(Frame frame);

  // The result of Take.
  struct Next {
    // In their order. Empty: the queue is empty, and the next Push returns true.
    absl::InlinedVector<Frame, 1> frames;
    bool more = false;  // Another frame follows them.
  };
  // Removes the first frame, and those behind it as long as all together have at most `max_bytes`
  // bytes. The sending thread calls Take until `frames` is empty.
  Next Take(std::size_t max_bytes = 0);

  // Accepts no further frames. Keeps those that it holds.
  void Close();
  // Accepts no further frames, and drops those that it holds.
  void Drop();

  // True after a frame did not fit.
  bool overflown() const;
  // The bytes of the frames in the queue, each with its 64 additional bytes.
  std::size_t bytes() const;

 private:
  const std::size_t max_bytes_;
  mutable Mutex mutex_;
  std::deque<Frame> frames_ LOSSY_GUARDED_BY(mutex_);
  std::size_t bytes_ LOSSY_GUARDED_BY(mutex_) = 0;
  bool sending_ LOSSY_GUARDED_BY(mutex_) = false;  // A thread calls Take, or will.
  bool closed_ LOSSY_GUARDED_BY(mutex_) = false;
  bool overflown_ LOSSY_GUARDED_BY(mutex_) = false;
};

}  // namespace lossy::base
