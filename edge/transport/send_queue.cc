#include "edge/transport/send_queue.h"

#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "edge/tls/tls_stream.h"

namespace lossy::edge {
namespace {

// The bounds of one sendmsg().
constexpr std::size_t kMaxPieces = 64;
constexpr std::size_t kMaxPiecesBytes = 1 << 20;
// An empty queue keeps room for at most this many messages.
constexpr std::size_t kKeptMessages = 16;
// The queue removes sent messages from its front once it has this many.
constexpr std::uint32_t kCompactAt = 1024;

}  // namespace

std::ptrdiff_t SendNow(const Wire& wire, absl::string_view bytes) {
  if (wire.tls != nullptr) return wire.tls->Send(wire.socket, bytes);
  std::ptrdiff_t sent;
  do {
    sent = ::send(wire.socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  } while (sent < 0 && errno == EINTR);
  return sent;
}

absl::string_view CoalescingBuffer::Join(const EncodedMessagePtr* first, std::size_t count,
                                         std::size_t size) {
  const bool same =
      last_.size() == count && last_size_ == size && std::equal(last_.begin(), last_.end(), first);
  if (!same) {
    last_.assign(first, first + count);
    last_size_ = size;
    char* out = bytes_;
    for (const EncodedMessagePtr& message : last_) {
      const absl::string_view bytes = message->wire_bytes();
      std::memcpy(out, bytes.data(), bytes.size());
      out += bytes.size();
    }
  }
  return {bytes_, size};
}

void SendQueue::Push(EncodedMessagePtr message) {
  bytes_ += message->wire_bytes().size();
  shares_ += message->share();
  messages_.push_back(std::move(message));
}

SendResult SendQueue::Flush(const Wire& wire, CoalescingBuffer& buffer) {
  while (!empty()) {
    std::size_t offered = 0;
    const std::ptrdiff_t sent = SendSome(wire, buffer, &offered);
    if (sent < 0) {
      if (errno != EAGAIN && errno != EWOULDBLOCK) return SendResult::kBroken;
      Compact();
      return SendResult::kBlocked;
    }
    Consume(static_cast<std::size_t>(sent));
    // After a short send the socket is full, so another send would fail.
    if (static_cast<std::size_t>(sent) < offered) {
      Compact();
      return SendResult::kBlocked;
    }
  }
  Clear();
  return wire.tls == nullptr ? SendResult::kDone : wire.tls->SendUnsent(wire.socket);
}

std::ptrdiff_t SendQueue::SendSome(const Wire& wire, CoalescingBuffer& buffer,
                                   std::size_t* offered) {
  const std::size_t count = messages_.size() - head_;
  if (count == 1) {
    const absl::string_view rest = messages_[head_]->wire_bytes().substr(offset_);
    *offered = rest.size();
    return SendNow(wire, rest);
  }
  if (offset_ == 0 && bytes_ <= CoalescingBuffer::kBytes) {
    *offered = bytes_;
    return SendNow(wire, buffer.Join(messages_.data() + head_, count, bytes_));
  }
  return wire.tls == nullptr ? SendPieces(wire.socket, offered) : SendJoined(wire, buffer, offered);
}

// TLS copies all bytes into records, so that pieces have no advantage. Small messages are joined to
// fill the records.
std::ptrdiff_t SendQueue::SendJoined(const Wire& wire, CoalescingBuffer& buffer,
                                     std::size_t* offered) {
  std::size_t count = 0;
  for (std::size_t i = head_; i < messages_.size() && offset_ == 0; ++i, ++count) {
    const std::size_t size = messages_[i]->wire_bytes().size();
    if (*offered + size > CoalescingBuffer::kBytes) break;
    *offered += size;
  }
  if (count > 0) return SendNow(wire, buffer.Join(messages_.data() + head_, count, *offered));
  const absl::string_view rest = messages_[head_]->wire_bytes().substr(offset_);
  *offered = rest.size();
  return SendNow(wire, rest);
}

std::ptrdiff_t SendQueue::SendPieces(int socket, std::size_t* offered) {
  iovec pieces[kMaxPieces];
  std::size_t count = 0;
  std::size_t skip = offset_;
  for (std::size_t i = head_; i < messages_.size(); ++i) {
    if (count == kMaxPieces || *offered >= kMaxPiecesBytes) break;
    const absl::string_view bytes = messages_[i]->wire_bytes().substr(skip);
    skip = 0;
    pieces[count++] = {const_cast<char*>(bytes.data()), bytes.size()};
    *offered += bytes.size();
  }
  msghdr message{};
  message.msg_iov = pieces;
  message.msg_iovlen = count;
  std::ptrdiff_t sent;
  do {
    sent = ::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  } while (sent < 0 && errno == EINTR);
  return sent;
}

void SendQueue::Consume(std::size_t sent) {
  bytes_ -= sent;
  while (sent > 0) {
    const std::size_t rest = messages_[head_]->wire_bytes().size() - offset_;
    if (sent < rest) {
      offset_ += static_cast<std::uint32_t>(sent);
      return;
    }
    sent -= rest;
    offset_ = 0;
    messages_[head_]->OnWritten();
    messages_[head_++].reset();
  }
}

void SendQueue::Compact() {
  if (head_ < kCompactAt) return;
  messages_.erase(messages_.begin(), messages_.begin() + head_);
  head_ = 0;
}

void SendQueue::KeepUnfinished() {
  if (empty()) return;
  EncodedMessagePtr first = std::move(messages_[head_]);
  const std::uint32_t offset = offset_;
  Clear();
  if (offset == 0 && first->has_header()) return;
  Push(std::move(first));
  offset_ = offset;
  bytes_ -= offset;
}

void SendQueue::Clear() {
  messages_.clear();
  if (messages_.capacity() > kKeptMessages) messages_.shrink_to_fit();
  head_ = 0;
  offset_ = 0;
  bytes_ = 0;
  shares_ = 0;
}

}  // namespace lossy::edge
