#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "boost/smart_ptr/intrusive_ptr.hpp"

namespace lossy::edge {

enum class Opcode : std::uint8_t {
  kContinuation = 0,
  kText = 1,
  kBinary = 2,
  kClose = 8,
  kPing = 9,
  kPong = 10,
};

using MessageParts = absl::Span<const absl::string_view>;

class Frame;
using FramePtr = boost::intrusive_ptr<const Frame>;

// One encoded WebSocket frame, header and payload in one allocation, shared by all who are sent it.
// Immutable. Belongs to one thread: the count is not atomic.
class Frame {
 public:
  // A whole message whose payload is the parts, one after the other.
  static FramePtr Encode(Opcode opcode, MessageParts parts);
  // A whole message that is compressed already.
  static FramePtr EncodeCompressed(Opcode opcode, absl::string_view payload);
  // Bytes that are encoded already, frames or pieces of them.
  static FramePtr Raw(absl::string_view bytes);

  absl::string_view bytes() const { return {data(), size_}; }
  // Not for what is Raw.
  Opcode opcode() const { return static_cast<Opcode>(*data() & 0x0f); }
  // False for bytes that were encoded before: they may begin inside a frame.
  bool starts_a_frame() const { return header_size_ > 0; }
  // Its bytes, divided among all that hold it now. There must be one.
  std::size_t share() const { return size_ / references_; }
  absl::string_view payload() const { return bytes().substr(header_size_); }

  friend void intrusive_ptr_add_ref(const Frame* frame) { ++frame->references_; }
  friend void intrusive_ptr_release(const Frame* frame) {
    if (--frame->references_ == 0) Destroy(frame);
  }

 private:
  Frame(std::uint32_t size, std::uint32_t header_size) : size_(size), header_size_(header_size) {}
  static Frame* Allocate(std::size_t size, std::size_t header_size);
  static void Destroy(const Frame* frame);

  char* data() { return reinterpret_cast<char*>(this + 1); }
  const char* data() const { return reinterpret_cast<const char*>(this + 1); }

  mutable std::uint32_t references_ = 0;
  std::uint32_t size_;
  std::uint32_t header_size_;
};

inline constexpr std::size_t kMaxHeaderBytes = 10;

std::size_t HeaderSize(std::size_t payload_size);
// Writes the header of an unmasked, final frame and returns the byte behind it.
char* WriteHeader(Opcode opcode, std::size_t payload_size, char* out);
std::size_t TotalSize(MessageParts parts);
// Writes the parts and returns the byte behind them.
char* WriteParts(MessageParts parts, char* out);

}  // namespace lossy::edge
