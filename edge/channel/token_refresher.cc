#include "edge/channel/token_refresher.h"

#include <string>

#include "base/error/error.h"
#include "base/refusal/refusal.h"
#include "edge/channel/access_token.h"

namespace lossy::edge {

absl::StatusOr<base::Identity> TokenRefresher::Refresh(const base::Identity& current,
                                                       const Message& message) {
  if (message.binary) return base::InvalidArgument("payload", "must be JSON");
  const absl::StatusOr<std::string> token = ReadAccessToken(message.payload);
  if (!token.ok()) return token.status();
  absl::StatusOr<base::Identity> identity = authenticator_.VerifyForSocket(*token);
  if (!identity.ok()) {
    refusals_.Record(identity.status());
    return absl::UnauthenticatedError(
        base::RefusalMessage(base::RefusalReasonOf(identity.status())));
  }
  if (identity->user_id != current.user_id) {
    return absl::PermissionDeniedError("the token is another user's");
  }
  return identity;
}

}  // namespace lossy::edge
