#pragma once

#include <cstddef>
#include <vector>

#include "absl/types/span.h"
#include "edge/transport/encoded_message.h"

namespace lossy::edge {

// Queues the messages that a long-poll client has not confirmed. The older ones were sent in an
// answer that may still be lost: they are carried. The newer ones wait for the next poll. Not
// thread-safe.
class LongpollMessages {
 public:
  // Returns true if no message waits and none is carried.
  bool empty() const { return waiting_.empty() && carried_.empty(); }
  // Returns true if a message waits for the next poll.
  bool waiting() const { return !waiting_.empty(); }
  // Returns the bytes of all payloads.
  std::size_t bytes() const { return bytes_; }
  // Returns the bytes of memory that count for this client. If a message is shared by many clients,
  // each client counts an equal share of it.
  std::size_t held() const { return shares_ < bytes_ ? shares_ : bytes_; }

  void Push(EncodedMessagePtr message);
  // Returns the waiting messages for an answer and keeps them as carried until Settle. No message
  // may be carried already.
  absl::Span<const EncodedMessagePtr> Carry();
  // Drops the carried messages if they were delivered. Otherwise they wait again, before the
  // others. Returns the number of messages that wait again.
  std::size_t Settle(bool delivered);
  void Clear();

 private:
  std::vector<EncodedMessagePtr> waiting_;
  std::vector<EncodedMessagePtr> carried_;
  std::size_t bytes_ = 0;
  std::size_t shares_ = 0;  // Bytes: the shares of all messages since the queue was empty.
};

}  // namespace lossy::edge
