#include "deploy/lossyctl/sockets.h"

#include <cstdint>
#include <memory>
#include <string>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "absl/time/clock.h"
#include "base/error/error.h"
#include "base/identity/token_issuer.h"
#include "base/rpc/caller.h"
#include "base/rpc/channel.h"
#include "base/sockets/sockets_topic.h"
#include "base/text/uuid.h"
#include "base/time/clock.h"
#include "deploy/lossyctl/required_flag.h"
#include "lossy/channel/v1/socket.pb.h"
#include "lossy/notifications/v1/notifications.grpc.pb.h"

ABSL_DECLARE_FLAG(std::string, key);
ABSL_DECLARE_FLAG(std::string, user);
ABSL_DECLARE_FLAG(std::string, device);
ABSL_FLAG(std::string, notifications, "127.0.0.1:4104", "Address of the notifications service");

namespace lossy::lossyctl {
namespace {

constexpr absl::Duration kLimit = absl::Seconds(10);

absl::StatusOr<base::Caller> Operator() {
  const absl::StatusOr<std::string> key = Required(FLAGS_key);
  if (!key.ok()) return key.status();
  const absl::StatusOr<std::unique_ptr<base::TokenIssuer>> issuer =
      base::TokenIssuer::FromFile(*key, "lossyctl", "lossy", base::RealClock());
  if (!issuer.ok()) return absl::FailedPreconditionError(issuer.status().message());
  base::Caller caller;
  caller.identity = {.user_id = "operator", .role = base::Role::kOperator};
  caller.token = (*issuer)->Issue(caller.identity, kLimit * 2);
  caller.request_id = base::NewUuid();
  return caller;
}

absl::Status Publish(const channel::v1::SocketEvent& event) {
  const absl::StatusOr<base::Caller> caller = Operator();
  if (!caller.ok()) return caller.status();
  notifications::v1::PublishRequest request;
  request.set_event_id(base::NewUuid());
  request.set_topic(base::kSocketsTopic);
  request.mutable_event()->PackFrom(event);
  grpc::ClientContext context;
  base::Propagate(*caller, kLimit, context);
  notifications::v1::PublishResponse response;
  const auto stub = notifications::v1::NotificationsService::NewStub(
      base::OpenChannel(absl::GetFlag(FLAGS_notifications)));
  return base::FromGrpc(stub->Publish(&context, request, &response));
}

}  // namespace

absl::Status DisconnectSockets() {
  const absl::StatusOr<std::string> user = Required(FLAGS_user);
  if (!user.ok()) return user.status();
  channel::v1::SocketEvent event;
  event.mutable_disconnect_sockets()->set_user_id(*user);
  event.mutable_disconnect_sockets()->set_device_id(absl::GetFlag(FLAGS_device));
  return Publish(event);
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
  return Publish(event);
}

}  // namespace lossy::lossyctl
