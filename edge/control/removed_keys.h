#pragma once

#include "edge/auth/authenticator.h"
#include "edge/control/socket_command_handler.h"

namespace lossy::edge {

// Closes the sockets whose token was signed by a key that was removed from the JWKS files. The
// close code is 4001 (CloseCode::kRefreshToken), so clients reconnect with a new token. For an
// extension's token, the key is that of the user's token from which it was made. Not thread-safe.
class RemovedKeys {
 public:
  // `authenticator` must outlive the object. `close_sockets` closes sockets of all threads.
  RemovedKeys(Authenticator& authenticator, SocketCommandHandler::CloseSockets close_sockets);

  // Closes sockets if the JWKS files have changed. Must be called about once a second.
  void Check();

 private:
  Authenticator& authenticator_;
  const SocketCommandHandler::CloseSockets close_sockets_;
  TrustedKeys keys_;
  int rounds_ = 0;  // Checks that will still close sockets after the last change.
};

}  // namespace lossy::edge
