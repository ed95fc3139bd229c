#include "edge/control/socket_command_handler.h"

#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "base/log/log.h"

namespace lossy::edge {
namespace {

bool IsOf(const base::Identity& identity, const std::string& user_id,
          const std::string& device_id) {
  return identity.user_id == user_id && (device_id.empty() || identity.device_id == device_id);
}

template <typename Order>
void LogOrder(absl::string_view event, const Order& order) {
  base::Log(base::LogLevel::kInfo, event,
            {{"user_id", absl::string_view(order.user_id())},
             {"device_id", absl::string_view(order.device_id())},
             {"ordered_by", absl::string_view(order.ordered_by())}});
}

absl::Time ToTime(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

}  // namespace

SocketCommandHandler::SocketCommandHandler(base::Revocations& revocations,
                                           absl::Duration longest_token_life,
                                           CloseSockets close_sockets)
    : revocations_(revocations),
      longest_token_life_(longest_token_life),
      close_sockets_(std::move(close_sockets)) {}

void SocketCommandHandler::Handle(const channel::v1::SocketEvent& event, bool past) {
  if (event.has_disconnect_sockets() && !past) Disconnect(event.disconnect_sockets());
  if (event.has_revoke_tokens()) Revoke(event.revoke_tokens());
}

void SocketCommandHandler::Disconnect(const channel::v1::DisconnectSockets& order) {
  LogOrder("sockets_disconnected", order);
  close_sockets_([user = order.user_id(), device = order.device_id()](
                     const base::Identity& identity) { return IsOf(identity, user, device); },
                 CloseCode::kGoingAway, "disconnected");
}

void SocketCommandHandler::Revoke(const channel::v1::RevokeTokens& order) {
  LogOrder("tokens_revoked", order);
  const absl::Time issued_before = ToTime(order.issued_before());
  revocations_.Add(order.user_id(), order.device_id(), issued_before,
                   issued_before + longest_token_life_, absl::Now());
  close_sockets_(
      [user = order.user_id(), device = order.device_id(),
       issued_before](const base::Identity& identity) {
        return IsOf(identity, user, device) && identity.issued_at < issued_before;
      },
      CloseCode::kRevoked, "token revoked");
}

}  // namespace lossy::edge
