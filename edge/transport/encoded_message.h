#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "boost/smart_ptr/intrusive_ptr.hpp"
#include "edge/metrics/delivery_lag.h"

namespace lossy::edge {

// The pieces of a message, in order. The encoder joins them.
using MessageParts = absl::Span<const absl::string_view>;

// Returns the sum of the parts' sizes in bytes.
std::size_t TotalSize(MessageParts parts);
// Copies the parts to `out`, which must have TotalSize bytes. Returns the position behind them.
char* WriteParts(MessageParts parts, char* out);

enum class MessageKind : std::uint8_t { kText, kBinary };

class EncodedMessage;
using EncodedMessagePtr = boost::intrusive_ptr<const EncodedMessage>;

// A message to clients, which is encoded once and shared by all transports that send it. One
// allocation contains the reference count, the payload, and room for a transport's header.
//
// The payload is immutable. A transport with framing (WebSocket) writes its header in front of the
// payload once, and then sends the same bytes to all its clients without a copy. A transport
// without framing (long-polling) reads the payload alone.
//
// All references belong to one thread, because the count is not atomic.
class EncodedMessage {
 public:
  // The longest header that a transport may write, in bytes.
  static constexpr std::size_t kMaxHeaderBytes = 10;

  // Returns a message whose payload is the joined parts.
  static EncodedMessagePtr Encode(MessageKind kind, MessageParts parts);
  // Returns bytes that need no header, such as an HTTP response or the rest of a frame.
  static EncodedMessagePtr Raw(absl::string_view bytes);

  MessageKind kind() const { return kind_; }
  absl::string_view payload() const { return {data(), size_}; }
  // Returns the header, if a transport has written one, and the payload behind it.
  absl::string_view wire_bytes() const {
    return {data() - header_size_, header_size_ + std::size_t{size_}};
  }
  // Returns true once a transport has written its header. Never true for Raw.
  bool has_header() const { return header_size_ > 0; }
  // Writes `header`, at most kMaxHeaderBytes, in front of the payload. The message must have no
  // header yet.
  void WriteHeader(absl::string_view header) const;

  // Measures the deliveries of a published event: each OnWritten passes `origin` to `lag`, which
  // must live until the last one.
  void Measure(DeliveryLag& lag, const DeliveryOrigin& origin) const {
    lag_ = &lag;
    origin_ = origin;
  }
  // Measures as `other` does, because this message sends the same event in another encoding.
  void MeasureAs(const EncodedMessage& other) const {
    lag_ = other.lag_;
    origin_ = other.origin_;
  }
  // A transport calls it when it has written all bytes of the message for one client.
  void OnWritten() const {
    if (lag_ != nullptr) lag_->OnWritten(origin_);
  }

  // Returns the size of the wire bytes divided by the number of references, of which there must be
  // at least one.
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
  mutable DeliveryLag* lag_ = nullptr;  // nullptr: the deliveries are not measured.
  mutable DeliveryOrigin origin_;
};

}  // namespace lossy::edge
