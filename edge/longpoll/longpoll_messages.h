#pragma once

#include <cstddef>
#include <vector>

#include "absl/types/span.h"
#include "edge/transport/encoded_message.h"

namespace lossy::edge {

// The messages that a long-poll client has not confirmed. Older messages are carried by an answer
// that may still be lost; newer ones wait for the next poll. Not thread-safe.
class LongpollMessages {
 public:
  // True if no message waits and none is carried.
  bool empty() const { return waiting_.empty() && carried_.empty(); }
  bool waiting() const { return !waiting_.empty(); }
  // Bytes of all payloads.
  std::size_t bytes() const { return bytes_; }
  // Bytes of memory that count for this client. Of a message that is sent to many clients each
  // counts a share.
  std::size_t held() const { return shares_ < bytes_ ? shares_ : bytes_; }

  void Push(EncodedMessagePtr message);
  // Returns the messages for an answer and keeps them until Settle. None may be carried yet.
  absl::Span<const EncodedMessagePtr> Carry();
  // Forgets the carried messages if they were delivered. If not, they wait again, before all
  // others. Returns how many do.
  std::size_t Settle(bool delivered);
  void Clear();

 private:
  std::vector<EncodedMessagePtr> waiting_;
  std::vector<EncodedMessagePtr> carried_;
  std::size_t bytes_ = 0;
  std::size_t shares_ = 0;  // Shares of the messages pushed since there was none.
};

}  // namespace lossy::edge
