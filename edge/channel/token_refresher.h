#pragma once

#include "absl/status/statusor.h"
#include "base/identity/identity.h"
#include "base/refusal/refusal_recorder.h"
#include "edge/auth/authenticator.h"
#include "edge/phoenix/message.h"

namespace lossy::edge {

// Verifies the newer tokens that clients send on open sockets. Thread-safe.
class TokenRefresher {
 public:
  // Both references must outlive the object. `refusals` records each token that is refused.
  TokenRefresher(Authenticator& authenticator, base::RefusalRecorder& refusals)
      : authenticator_(authenticator), refusals_(refusals) {}

  // Returns the identity of the token in an access_token message. kJsonPadding readable bytes must
  // follow its payload. Errors:
  //
  // - INVALID_ARGUMENT: the payload has no token.
  // - UNAUTHENTICATED: the token is refused.
  // - PERMISSION_DENIED: the token belongs to another user than `current`.
  absl::StatusOr<base::Identity> Refresh(const base::Identity& current, const Message& message);

 private:
  Authenticator& authenticator_;
  base::RefusalRecorder& refusals_;
};

}  // namespace lossy::edge
