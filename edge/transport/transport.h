#pragma once

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "edge/websocket/close_code.h"
#include "edge/websocket/frame.h"

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
  virtual void SendFrame(const FramePtr& frame) = 0;
  // Says goodbye behind what was sent; nothing is sent or received afterwards. `reason`: at most
  // 123 bytes, for people.
  virtual void Close(CloseCode code, absl::string_view reason) = 0;
};

// What a transport hands a client's messages to. Belongs to the transport's thread.
class MessageHandler {
 public:
  virtual ~MessageHandler() = default;

  // Both are followed by 64 readable bytes; a text is valid UTF-8. False: it cannot be understood,
  // and the transport closes with kUndecodable.
  virtual bool OnText(absl::string_view text) = 0;
  virtual bool OnBinary(absl::string_view bytes) = 0;
  // About once a second, for deadlines.
  virtual void OnSweep(absl::Time now) = 0;
  // Whether the client waits for an answer that will come.
  virtual bool Busy() const = 0;
  // The client is gone. The last call; the transport must not be used any more.
  virtual void OnGone() = 0;
};

}  // namespace lossy::edge
