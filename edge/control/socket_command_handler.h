#pragma once

#include <functional>

#include "absl/time/time.h"
#include "base/identity/revocations.h"
#include "edge/channel/socket_list.h"
#include "lossy/channel/v1/socket.pb.h"

namespace lossy::edge {

// Executes the commands of socket events: disconnects sockets and revokes tokens. Thread-safe.
class SocketCommandHandler {
 public:
  // Closes the matching sockets of all threads with the code and the reason.
  using CloseSockets =
      std::function<void(const SocketList::Matches&, CloseCode, const char* reason)>;

  // No token is accepted later than `longest_token_life` after its issue, so a revocation is
  // dropped after that time. `revocations` must outlive the handler.
  SocketCommandHandler(base::Revocations& revocations, absl::Duration longest_token_life,
                       CloseSockets close_sockets);

  // Executes the event's command. `past` is true for an event that was published before this edge
  // started. Such an event revokes tokens, but disconnects no socket of this edge.
  void Handle(const channel::v1::SocketEvent& event, bool past);

 private:
  void Disconnect(const channel::v1::DisconnectSockets& order);
  void Revoke(const channel::v1::RevokeTokens& order);

  base::Revocations& revocations_;
  const absl::Duration longest_token_life_;
  const CloseSockets close_sockets_;
};

}  // namespace lossy::edge
