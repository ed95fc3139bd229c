#include "deploy/lossyctl/sockets.h"

#include <cstdint>
#include <string>
#include <utility>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "absl/time/clock.h"
#include "base/error/error.h"
#include "base/rpc/caller.h"
#include "base/sockets/sockets_topic.h"
#include "base/text/uuid.h"
#include "deploy/lossyctl/operator.h"
#include "deploy/lossyctl/required_flag.h"
#include "lossy/channel/v1/socket.pb.h"

ABSL_DECLARE_FLAG(std::string, user);
ABSL_DECLARE_FLAG(std::string, device);

namespace lossy::lossyctl {
namespace {

constexpr absl::Duration kLimit = absl::Seconds(10);

absl::Status Publish(channel::v1::SocketEvent event) {
  const absl::StatusOr<base::Caller> caller =
      Operator(kLimit, notifications::v1::NotificationsService::service_full_name());
  if (!caller.ok()) return caller.status();
  const std::string& name = caller->identity.user_id;
  if (event.has_disconnect_sockets()) event.mutable_disconnect_sockets()->set_ordered_by(name);
  if (event.has_revoke_tokens()) event.mutable_revoke_tokens()->set_ordered_by(name);
  notifications::v1::PublishRequest request;
  request.set_event_id(base::NewUuid());
  request.set_topic(base::kSocketsTopic);
  request.mutable_event()->PackFrom(event);
  grpc::ClientContext context;
  base::Propagate(*caller, kLimit, context);
  notifications::v1::PublishResponse response;
  return base::FromGrpc(Notifications()->Publish(&context, request, &response));
}

}  // namespace

absl::Status DisconnectSockets() {
  const absl::StatusOr<std::string> user = Required(FLAGS_user);
  if (!user.ok()) return user.status();
  channel::v1::SocketEvent event;
  event.mutable_disconnect_sockets()->set_user_id(*user);
  event.mutable_disconnect_sockets()->set_device_id(absl::GetFlag(FLAGS_device));
  return Publish(std::move(event));
}

absl::Status RevokeTokens() {
  const absl::StatusOr<std::string> user = Required(FLAGS_user);
  if (!user.ok()) return user.status();
  channel::v1::SocketEvent event;
  channel::v1::RevokeTokens& revoke = *event.mutable_revoke_tokens();
  revoke.set_user_id(*user);
  revoke.set_device_id(absl::GetFlag(FLAGS_device));
  // Tokens say their time in whole seconds: one that is made in this very second is refused, too.
  revoke.mutable_issued_before()->set_seconds(absl::ToUnixSeconds(absl::Now()) + 1);
  return Publish(std::move(event));
}

}  // namespace lossy::lossyctl
