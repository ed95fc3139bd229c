#pragma once

#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/trace/span.h"
#include "edge/limits/byte_budget.h"
#include "edge/transport/close_code.h"
#include "edge/transport/encoded_message.h"

namespace lossy::edge {

// Sees the messages that a transport sends, for an operator who follows the client. Belongs to the
// transport's thread.
class SentObserver {
 public:
  virtual ~SentObserver() = default;
  // The transport is about to send a message with the payload of the joined parts.
  virtual void OnSent(MessageKind kind, MessageParts parts) = 0;
};

// The way of a client's messages.
enum class TransportKind : std::uint8_t { kWebSocket, kLongpoll, kEventStream };

// Sends messages to one client. WebSocketSession, LongpollSession and EventStreamSession implement
// it, and own the client's MessageHandler. Belongs to one thread.
class Transport {
 public:
  virtual ~Transport() = default;

  // Sends a text message to this client alone: the joined parts. It copies the parts before it
  // returns.
  void SendText(MessageParts parts) {
    if (observer_ != nullptr) [[unlikely]]
      observer_->OnSent(MessageKind::kText, parts);
    WriteText(parts);
  }
  // As SendText, for a binary message. The client's serializer must have binary messages.
  void SendBinary(MessageParts parts) {
    if (observer_ != nullptr) [[unlikely]]
      observer_->OnSent(MessageKind::kBinary, parts);
    WriteBinary(parts);
  }
  // Sends a message that may be shared with other clients.
  void Send(const EncodedMessagePtr& message) {
    if (observer_ != nullptr) [[unlikely]]
      Observe(*message);
    Write(message);
  }

  // Sets the observer of later messages, which must stay until another one is set or the
  // transport ends; nullptr: none. Without an observer a message costs one comparison more.
  void set_observer(SentObserver* observer) { observer_ = observer; }

  virtual TransportKind transport_kind() const = 0;
  // Closes after all messages are sent. It sends and receives no message afterwards. `reason` is
  // for the client's developer, and is cut to 123 bytes (RFC 6455, section 5.5).
  virtual void Close(CloseCode code, absl::string_view reason) = 0;
  // Ends the span when the kernel has taken all bytes sent before. By default it ends now.
  virtual void EndWhenSent(base::Span /*span*/) {}
  // The handler needs OnSweep within about a second, earlier than its sweep_after() stated.
  virtual void SweepSoon() {}
  // Returns the account of the memory held for the client. It may outlive the transport.
  virtual ByteAccount& account() = 0;

  // Sets `held` to `bytes` of the client's account, and binds it to the account if it is not bound.
  void Hold(HeldBytes& held, std::size_t bytes) {
    if (bytes == held.bytes()) return;
    if (!held.bound()) held.Bind(account());
    held.Set(bytes);
  }

 private:
  // Send a message; see the methods above.
  virtual void WriteText(MessageParts parts) = 0;
  virtual void WriteBinary(MessageParts parts) = 0;
  virtual void Write(const EncodedMessagePtr& message) = 0;

  void Observe(const EncodedMessage& message) {
    const absl::string_view payload = message.payload();
    observer_->OnSent(message.kind(), {&payload, 1});
  }

  SentObserver* observer_ = nullptr;
};

// Receives one client's messages from its transport, which owns the handler. Belongs to the
// transport's thread.
class MessageHandler {
 public:
  virtual ~MessageHandler() = default;

  // Handle one message. A text is valid UTF-8. 64 readable bytes follow the message. Return false
  // if it is not a Phoenix message; the transport then closes with CloseCode::kUndecodable.
  virtual bool OnText(absl::string_view text) = 0;
  virtual bool OnBinary(absl::string_view bytes) = 0;
  // Counts bytes from the client, including framing, against the user's rate. Returns the
  // nanoseconds for which reading must pause, or 0. `now` is TokenBucket::Now().
  virtual std::int64_t OnBytes(std::size_t bytes, std::int64_t now) = 0;
  // Returns the bytes held for all clients of the user, or nullptr if they are not counted.
  virtual std::shared_ptr<UserBytes> user_bytes() const = 0;
  // Enforces deadlines; `now` is a steady time. Called when sweep_after() has passed, or earlier.
  virtual void OnSweep(absl::Time now) = 0;
  // Returns the seconds after which OnSweep must be called next, at least 1.
  virtual std::uint32_t sweep_after() const { return 1; }
  // Returns true if the client waits for an answer.
  virtual bool Busy() const = 0;
  // The transport closes because the client did not read its messages, or held too much memory.
  // OnDisconnected follows.
  virtual void OnLimit() = 0;
  // The last call: the client has disconnected, or the transport has closed. The handler must not
  // use the transport afterwards.
  virtual void OnDisconnected() = 0;
};

}  // namespace lossy::edge
