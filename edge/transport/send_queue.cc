#include "edge/transport/send_queue.h"

#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace lossy::edge {
namespace {

constexpr std::size_t kMaxPieces = 64;
constexpr std::size_t kMaxPiecesBytes = 1 << 20;
// An idle connection keeps no more room than this for frames.
constexpr std::size_t kKeptFrames = 16;
constexpr std::uint32_t kCompactAt = 1024;

}  // namespace

std::ptrdiff_t SendNow(int socket, absl::string_view bytes) {
  std::ptrdiff_t sent;
  do {
    sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  } while (sent < 0 && errno == EINTR);
  return sent;
}

absl::string_view CoalescingBuffer::Join(const FramePtr* first, std::size_t count,
                                         std::size_t size) {
  const bool same =
      last_.size() == count && last_size_ == size && std::equal(last_.begin(), last_.end(), first);
  if (!same) {
    last_.assign(first, first + count);
    last_size_ = size;
    char* out = bytes_;
    for (const FramePtr& frame : last_) {
      const absl::string_view bytes = frame->bytes();
      std::memcpy(out, bytes.data(), bytes.size());
      out += bytes.size();
    }
  }
  return {bytes_, size};
}

void SendQueue::Push(FramePtr frame) {
  bytes_ += frame->bytes().size();
  frames_.push_back(std::move(frame));
}

SendQueue::Result SendQueue::Flush(int socket, CoalescingBuffer& gather) {
  while (!empty()) {
    std::size_t offered = 0;
    const std::ptrdiff_t sent = SendSome(socket, gather, &offered);
    if (sent < 0) {
      if (errno != EAGAIN && errno != EWOULDBLOCK) return Result::kBroken;
      Compact();
      return Result::kBlocked;
    }
    Consume(static_cast<std::size_t>(sent));
    // A short send means that the socket is full: asking again would only fail.
    if (static_cast<std::size_t>(sent) < offered) {
      Compact();
      return Result::kBlocked;
    }
  }
  Clear();
  return Result::kDone;
}

std::ptrdiff_t SendQueue::SendSome(int socket, CoalescingBuffer& gather, std::size_t* offered) {
  const std::size_t count = frames_.size() - head_;
  if (count == 1) {
    const absl::string_view rest = frames_[head_]->bytes().substr(offset_);
    *offered = rest.size();
    return SendNow(socket, rest);
  }
  if (offset_ == 0 && bytes_ <= CoalescingBuffer::kBytes) {
    *offered = bytes_;
    return SendNow(socket, gather.Join(frames_.data() + head_, count, bytes_));
  }
  return SendPieces(socket, offered);
}

std::ptrdiff_t SendQueue::SendPieces(int socket, std::size_t* offered) {
  iovec pieces[kMaxPieces];
  std::size_t count = 0;
  std::size_t skip = offset_;
  for (std::size_t i = head_; i < frames_.size(); ++i) {
    if (count == kMaxPieces || *offered >= kMaxPiecesBytes) break;
    const absl::string_view bytes = frames_[i]->bytes().substr(skip);
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
    const std::size_t rest = frames_[head_]->bytes().size() - offset_;
    if (sent < rest) {
      offset_ += static_cast<std::uint32_t>(sent);
      return;
    }
    sent -= rest;
    offset_ = 0;
    frames_[head_++].reset();
  }
}

void SendQueue::Compact() {
  if (head_ < kCompactAt) return;
  frames_.erase(frames_.begin(), frames_.begin() + head_);
  head_ = 0;
}

void SendQueue::KeepUnfinished() {
  if (empty()) return;
  const FramePtr first = std::move(frames_[head_]);
  const std::uint32_t offset = offset_;
  Clear();
  if (offset == 0 && first->starts_a_frame()) return;
  Push(first);
  offset_ = offset;
  bytes_ -= offset;
}

void SendQueue::Clear() {
  frames_.clear();
  if (frames_.capacity() > kKeptFrames) frames_.shrink_to_fit();
  head_ = 0;
  offset_ = 0;
  bytes_ = 0;
}

}  // namespace lossy::edge
