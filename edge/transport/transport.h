#pragma once

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "edge/limits/byte_budget.h"
#include "edge/transport/close_code.h"
#include "edge/transport/encoded_message.h"

namespace lossy::edge {

// The way to one client, whatever carries it. Belongs to one thread.
class Transport {
 public:
  virtual ~Transport() = default;

  // A text message made of the parts. Copied before it returns.
  virtual void SendText(MessageParts parts) = 0;
  // The same as a binary message; only where the client can be sent one.
  virtual void SendBinary(MessageParts parts) = 0;
  // A message that others are sent, too.
  virtual void Send(const EncodedMessagePtr& message) = 0;
  // Says goodbye behind what was sent; nothing is sent or received afterwards. `reason`: at most
  // 123 bytes, for people.
  virtual void Close(CloseCode code, absl::string_view reason) = 0;
  // Counts all that is held for the client. May outlive the transport.
  virtual ByteAccount& account() = 0;

  // Lets `held` be so many bytes of the client's account.
  void Hold(HeldBytes& held, std::size_t bytes) {
    if (bytes == held.bytes()) return;
    if (!held.bound()) held.Bind(account());
    held.Set(bytes);
  }
};

// What a transport hands a client's messages to. Belongs to the transport's thread.
class MessageHandler {
 public:
  virtual ~MessageHandler() = default;

  // Both are followed by 64 readable bytes; a text is valid UTF-8. False: it cannot be understood,
  // and the transport closes with kUndecodable.
  virtual bool OnText(absl::string_view text) = 0;
  virtual bool OnBinary(absl::string_view bytes) = 0;
  // Counts bytes that came from the client, whatever they are. The nanoseconds in which nothing
  // more should be read from it, as its user is over a rate; 0: go on. `now` is TokenBucket::Now().
  virtual std::int64_t OnBytes(std::size_t bytes, std::int64_t now) = 0;
  // The bytes held for all clients of the user; nullptr: they are not counted.
  virtual std::shared_ptr<UserBytes> user_bytes() const = 0;
  // About once a second, for deadlines. `now` is a steady time.
  virtual void OnSweep(absl::Time now) = 0;
  // Whether the client waits for an answer that will come.
  virtual bool Busy() const = 0;
  // The client is gone. The last call; the transport must not be used any more.
  virtual void OnGone() = 0;
};

}  // namespace lossy::edge
