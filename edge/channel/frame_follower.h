#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "base/identity/identity.h"

namespace lossy::edge {

// Names a socket among those of this process.
struct SocketNumber {
  std::uint16_t worker = 0;  // The index of the socket's thread.
  std::uint32_t number = 0;  // Unique on that thread.
};

// A frame of a followed socket. The views are valid during the call alone.
struct FollowedFrame {
  SocketNumber socket;
  const base::Identity& identity;
  bool sent = false;  // True if the edge sends it, false if the client does.
  absl::string_view topic;
  absl::string_view event;
  absl::string_view ref;      // Raw JSON: "null" without a ref.
  absl::string_view payload;  // JSON, or the bytes of a binary message.
  std::size_t bytes = 0;      // The size of the message.
};

// Receives the frames of some sockets, for an operator. Several threads call it at once. It must
// neither block nor call a socket.
class FrameFollower {
 public:
  virtual ~FrameFollower() = default;
  // True if the frames of sockets with this identity are wanted.
  virtual bool Wants(const base::Identity& identity) const = 0;
  virtual void OnFrame(const FollowedFrame& frame) = 0;
};

}  // namespace lossy::edge
