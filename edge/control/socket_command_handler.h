#pragma once

#include <functional>

#include "absl/time/time.h"
#include "base/identity/revocations.h"
#include "edge/channel/socket_list.h"
#include "lossy/channel/v1/socket.pb.h"

namespace lossy::edge {

// Does what socket events say. Thread-safe.
class SocketCommandHandler {
 public:
  // Closes sockets of all threads.
  using CloseSockets =
      std::function<void(const SocketList::Matches&, CloseCode, const char* reason)>;

  // A token is over `longest_token_life` after it was issued, so that no revocation is kept for
  // longer. `revocations` must outlive it.
  SocketCommandHandler(base::Revocations& revocations, absl::Duration longest_token_life,
                       CloseSockets close_sockets);

  // `past`: it was said before this edge was there, and so before any of its sockets were.
  void Handle(const channel::v1::SocketEvent& event, bool past);

 private:
  void Disconnect(const channel::v1::DisconnectSockets& order);
  void Revoke(const channel::v1::RevokeTokens& order);

  base::Revocations& revocations_;
  const absl::Duration longest_token_life_;
  const CloseSockets close_sockets_;
};

}  // namespace lossy::edge
