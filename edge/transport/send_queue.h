#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"
#include "edge/transport/encoded_message.h"

namespace lossy::edge {

// Joins small messages for one send(), and keeps the joined bytes for the next socket that owes the
// same list of messages. Each thread has one; not thread-safe.
class CoalescingBuffer {
 public:
  static constexpr std::size_t kBytes = 64 * 1024;

  // Returns the wire bytes of the messages in order, valid until the next call. `size` is their
  // total, at most kBytes.
  absl::string_view Join(const EncodedMessagePtr* first, std::size_t count, std::size_t size);
  // Releases the kept messages. The next Join copies again.
  void Clear() { last_.clear(); }

 private:
  std::vector<EncodedMessagePtr> last_;
  std::size_t last_size_ = 0;
  char bytes_[kBytes];
};

// The messages that one socket has not sent yet: a queue of shared messages and the position inside
// the first. Not thread-safe.
class SendQueue {
 public:
  enum class Result {
    kDone,     // The kernel has all bytes; the queue is empty.
    kBlocked,  // The kernel takes no more bytes now.
    kBroken,   // The connection has failed.
  };

  bool empty() const { return head_ == messages_.size(); }
  // Bytes that the kernel does not have yet.
  std::size_t bytes() const { return bytes_; }
  // Bytes of memory that count for this socket's client. Of a message that is sent to many clients
  // each counts a share.
  std::size_t held() const { return shares_ < bytes_ ? shares_ : bytes_; }

  void Push(EncodedMessagePtr message);
  // Sends as much as the socket takes without blocking.
  Result Flush(int socket, CoalescingBuffer& buffer);
  void Clear();
  // Clears all messages but the first, if part of it is sent or may be sent.
  void KeepUnfinished();
  // Stops counting the messages that the queue has now.
  void StopCounting() { shares_ = 0; }

 private:
  std::ptrdiff_t SendSome(int socket, CoalescingBuffer& buffer, std::size_t* offered);
  std::ptrdiff_t SendPieces(int socket, std::size_t* offered);
  void Consume(std::size_t sent);
  void Compact();

  std::vector<EncodedMessagePtr> messages_;
  std::uint32_t head_ = 0;    // The first message that is not sent completely.
  std::uint32_t offset_ = 0;  // Sent bytes of that message.
  std::size_t bytes_ = 0;
  std::size_t shares_ = 0;  // Shares of the messages pushed since the queue was empty.
};

// Calls send() without blocking and without SIGPIPE. Returns the bytes sent, or -1 with errno.
std::ptrdiff_t SendNow(int socket, absl::string_view bytes);

}  // namespace lossy::edge
