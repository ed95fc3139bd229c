#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "boost/smart_ptr/intrusive_ptr.hpp"

namespace lossy::edge {

// The pieces of a message, in order. They are joined when the message is encoded.
using MessageParts = absl::Span<const absl::string_view>;

// Returns the sum of the parts' sizes in bytes.
std::size_t TotalSize(MessageParts parts);
// Copies the parts to `out` and returns the byte behind the last one.
char* WriteParts(MessageParts parts, char* out);

enum class MessageKind : std::uint8_t { kText, kBinary };

class EncodedMessage;
using EncodedMessagePtr = boost::intrusive_ptr<const EncodedMessage>;

// One message that is encoded once and shared by all transports that send it. The reference count,
// the payload and room for a transport's header are one allocation.
//
// The payload is immutable. A transport that frames its messages (WebSocket) writes its header in
// front of the payload once, and all its clients are sent the same bytes without a copy. A
// transport without framing (long-polling) reads the payload alone.
//
// All references belong to one thread: the count is not atomic.
class EncodedMessage {
 public:
  // The longest header that a transport may write.
  static constexpr std::size_t kMaxHeaderBytes = 10;

  // Returns a whole message whose payload is the parts, one after the other.
  static EncodedMessagePtr Encode(MessageKind kind, MessageParts parts);
  // Returns bytes of a stream that need no header: whole messages, or pieces of them.
  static EncodedMessagePtr Raw(absl::string_view bytes);

  MessageKind kind() const { return kind_; }
  absl::string_view payload() const { return {data(), size_}; }
  // The header, if a transport has written one, and the payload behind it.
  absl::string_view wire_bytes() const {
    return {data() - header_size_, header_size_ + std::size_t{size_}};
  }
  // False for raw bytes, which may begin in the middle of a message.
  bool has_header() const { return header_size_ > 0; }
  // Writes `header` in front of the payload. The message must have no header yet.
  void WriteHeader(absl::string_view header) const;

  // The wire bytes divided by the number of references. At least one reference must exist.
  std::size_t share() const { return wire_bytes().size() / references_; }

  friend void intrusive_ptr_add_ref(const EncodedMessage* message) { ++message->references_; }
  friend void intrusive_ptr_release(const EncodedMessage* message) {
    if (--message->references_ == 0) Destroy(message);
  }

 private:
  EncodedMessage(std::uint32_t size, MessageKind kind) : size_(size), kind_(kind) {}
  static EncodedMessage* Allocate(MessageKind kind, std::size_t size);
  static void Destroy(const EncodedMessage* message);

  char* data() { return reinterpret_cast<char*>(this + 1) + kMaxHeaderBytes; }
  const char* data() const { return reinterpret_cast<const char*>(this + 1) + kMaxHeaderBytes; }

  mutable std::uint32_t references_ = 0;
  const std::uint32_t size_;
  const MessageKind kind_;
  mutable std::uint8_t header_size_ = 0;
};

}  // namespace lossy::edge
