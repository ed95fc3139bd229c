#pragma once

#include "edge/auth/authenticator.h"
#include "edge/control/socket_command_handler.h"

namespace lossy::edge {

// Closes the sockets with tokens of a key that is no longer in the JWKS files, with 4001: their
// clients reconnect with a new token. An extension's token counts as signed by the key of the
// user's token that it was made from. Not thread-safe.
class RemovedKeys {
 public:
  // `authenticator` must outlive it.
  RemovedKeys(Authenticator& authenticator, SocketCommandHandler::CloseSockets close_sockets);

  // Must be called about once a second. Closes nothing unless the files have changed.
  void Check();

 private:
  Authenticator& authenticator_;
  const SocketCommandHandler::CloseSockets close_sockets_;
  TrustedKeys keys_;
  int rounds_ = 0;  // In which sockets are still looked at.
};

}  // namespace lossy::edge
