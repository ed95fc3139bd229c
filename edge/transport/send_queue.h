#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "edge/tls/send_result.h"
#include "edge/transport/encoded_message.h"
#include "edge/transport/wire.h"

namespace lossy::edge {

// Joins small messages into one buffer for one send(). It keeps the result, so that the next socket
// with the same list of messages needs no copy. Each thread has one. Not thread-safe.
class CoalescingBuffer {
 public:
  static constexpr std::size_t kBytes = 64 * 1024;

  // Returns the joined wire bytes of `count` messages from `first` on, valid until the next call.
  // `size` is their total in bytes, at most kBytes.
  absl::string_view Join(const EncodedMessagePtr* first, std::size_t count, std::size_t size);
  // Releases the kept messages, so that the next Join copies.
  void Clear() { last_.clear(); }

 private:
  std::vector<EncodedMessagePtr> last_;
  std::size_t last_size_ = 0;
  char bytes_[kBytes];
};

// Queues the messages that one connection has not sent yet. Not thread-safe.
class SendQueue {
 public:
  bool empty() const { return head_ == messages_.size(); }
  // Returns the bytes that the kernel, or TLS, has not taken yet.
  std::size_t bytes() const { return bytes_; }
  // Returns the bytes of memory that count for this socket's client. If a message is shared by many
  // clients, each client counts an equal share of it.
  std::size_t held() const { return shares_ < bytes_ ? shares_ : bytes_; }

  void Push(EncodedMessagePtr message);
  // Sends as much as the socket takes without blocking. kDone: the queue is empty, and TLS has no
  // bytes unsent.
  SendResult Flush(const Wire& wire, CoalescingBuffer& buffer);
  void Clear();
  // Frees the memory that an empty queue keeps for the next messages.
  void Trim() {
    if (empty()) messages_.shrink_to_fit();
  }
  // Drops all messages, except the first one if part of it was sent or it is a raw piece.
  void KeepUnfinished();
  // Stops counting the messages that are queued now in held().
  void StopCounting() { shares_ = 0; }

 private:
  std::ptrdiff_t SendSome(const Wire& wire, CoalescingBuffer& buffer, std::size_t* offered);
  std::ptrdiff_t SendJoined(const Wire& wire, CoalescingBuffer& buffer, std::size_t* offered);
  std::ptrdiff_t SendPieces(int socket, std::size_t* offered);
  void Consume(std::size_t sent);
  void Compact();

  // Most queues have one or two messages, which take no memory of their own.
  absl::InlinedVector<EncodedMessagePtr, 2> messages_;
  std::uint32_t head_ = 0;    // The index of the first message that is not sent completely.
  std::uint32_t offset_ = 0;  // The sent bytes of that message.
  // Far more than a queue can have: a client that does not read is closed after the message with
  // which its queue exceeds ConnectionLimits::max_outbox_bytes.
  std::uint32_t bytes_ = 0;
  std::uint32_t shares_ = 0;  // Bytes: the shares of all messages since the queue was empty.
};

}  // namespace lossy::edge
