#include "edge/control/removed_keys.h"

#include <utility>

#include "base/log/log.h"

namespace lossy::edge {
namespace {

// A socket whose token was verified with the old keys may join the list of sockets after the first
// round, so later rounds close it.
constexpr int kRounds = 3;

}  // namespace

RemovedKeys::RemovedKeys(Authenticator& authenticator,
                         SocketCommandHandler::CloseSockets close_sockets)
    : authenticator_(authenticator),
      close_sockets_(std::move(close_sockets)),
      keys_(authenticator.trusted_keys()) {}

void RemovedKeys::Check() {
  TrustedKeys now = authenticator_.trusted_keys();
  if (now != keys_) {
    base::Log(base::LogLevel::kInfo, "trusted_keys_changed");
    keys_ = std::move(now);
    rounds_ = kRounds;
  }
  if (rounds_ == 0) return;
  --rounds_;
  close_sockets_([keys = keys_](const base::Identity& identity) { return !keys.Have(identity); },
                 CloseCode::kRefreshToken, "the key of the token was removed");
}

}  // namespace lossy::edge
