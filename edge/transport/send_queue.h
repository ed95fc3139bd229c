#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"
#include "edge/transport/frame.h"

namespace lossy::edge {

// Joins small frames for one send, and keeps the result for the next socket that owes the same
// list. One for each thread.
class CoalescingBuffer {
 public:
  static constexpr std::size_t kBytes = 64 * 1024;

  // The frames' bytes, which are `size` in all and at most kBytes.
  absl::string_view Join(const FramePtr* first, std::size_t count, std::size_t size);
  // Forgets what was kept. Before the frames are, so that a new one at an old address is not taken
  // for it.
  void Clear() { last_.clear(); }

 private:
  std::vector<FramePtr> last_;
  std::size_t last_size_ = 0;
  char bytes_[kBytes];
};

// What a socket has still to be sent: a queue of shared frames. Not thread-safe.
class SendQueue {
 public:
  enum class Result { kDone, kBlocked, kBroken };

  bool empty() const { return head_ == frames_.size(); }
  // Bytes not yet given to the kernel.
  std::size_t bytes() const { return bytes_; }

  void Push(FramePtr frame);
  // Sends as much as the socket takes now.
  Result Flush(int socket, CoalescingBuffer& gather);
  void Clear();
  // Clears all but what a frame that is partly sent still needs.
  void KeepUnfinished();

 private:
  std::ptrdiff_t SendSome(int socket, CoalescingBuffer& gather, std::size_t* offered);
  std::ptrdiff_t SendPieces(int socket, std::size_t* offered);
  void Consume(std::size_t sent);
  void Compact();

  std::vector<FramePtr> frames_;
  std::uint32_t head_ = 0;    // Of the first frame not wholly sent.
  std::uint32_t offset_ = 0;  // Sent bytes of that frame.
  std::size_t bytes_ = 0;
};

// send() that neither blocks nor raises a signal. -1 with errno on failure.
std::ptrdiff_t SendNow(int socket, absl::string_view bytes);

}  // namespace lossy::edge
