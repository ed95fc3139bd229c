#pragma once

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "edge/limits/byte_budget.h"
#include "edge/transport/close_code.h"
#include "edge/transport/encoded_message.h"

namespace lossy::edge {

// Sends messages to one client, over a WebSocket or as answers to its polls. Belongs to one thread,
// which makes all calls. A session of a connection implements it, and owns the client's
// MessageHandler.
class Transport {
 public:
  virtual ~Transport() = default;

  // Sends a text message for this client alone: the parts, one after the other. The parts are
  // copied before the call returns.
  virtual void SendText(MessageParts parts) = 0;
  // The same with a binary message. Only for clients whose serializer has binary messages.
  virtual void SendBinary(MessageParts parts) = 0;
  // Sends a message that may be shared with other clients.
  virtual void Send(const EncodedMessagePtr& message) = 0;
  // Closes behind all that was sent; nothing is sent or received afterwards. `reason` is for the
  // client's developer and is cut to 123 bytes.
  virtual void Close(CloseCode code, absl::string_view reason) = 0;
  // Counts the bytes of memory held for the client. The account may outlive the transport.
  virtual ByteAccount& account() = 0;

  // Sets `held` to `bytes` of the client's account, and binds it to the account if it is not bound.
  void Hold(HeldBytes& held, std::size_t bytes) {
    if (bytes == held.bytes()) return;
    if (!held.bound()) held.Bind(account());
    held.Set(bytes);
  }
};

// Receives one client's messages from its transport, which owns the handler. Belongs to the
// transport's thread.
class MessageHandler {
 public:
  virtual ~MessageHandler() = default;

  // Handle one message. A text is valid UTF-8; 64 readable bytes follow either. Return false if the
  // message is not a Phoenix message: the transport then closes with kUndecodable.
  virtual bool OnText(absl::string_view text) = 0;
  virtual bool OnBinary(absl::string_view bytes) = 0;
  // Counts bytes from the client, of messages or not. Returns the nanoseconds in which no more
  // should be read because the client's user is over a rate, or 0. `now` is TokenBucket::Now().
  virtual std::int64_t OnBytes(std::size_t bytes, std::int64_t now) = 0;
  // Returns the bytes held for all clients of the user, or nullptr if they are not counted.
  virtual std::shared_ptr<UserBytes> user_bytes() const = 0;
  // Enforces deadlines. Called about once a second; `now` is a steady time.
  virtual void OnSweep(absl::Time now) = 0;
  // Returns true if the client waits for an answer that will come.
  virtual bool Busy() const = 0;
  // The client has disconnected or the transport has closed. The last call; the transport must not
  // be used any more.
  virtual void OnDisconnected() = 0;
};

}  // namespace lossy::edge
