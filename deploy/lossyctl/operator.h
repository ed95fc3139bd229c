#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/rpc/caller.h"
#include "lossy/notifications/v1/notifications.grpc.pb.h"

namespace lossy::lossyctl {

// Returns the operator's name: --as, or else the environment's USER, or else "operator". Returns
// InvalidArgument if the name is no user id.
absl::StatusOr<std::string> OperatorName();

// Returns a caller with the role of an operator for calls of the gRPC service `service`. The key
// --key signs its token, which no other service accepts and which expires after twice `limit`, the
// longest time of a call. Returns InvalidArgument without --key, and FailedPrecondition if the key
// cannot be read.
absl::StatusOr<base::Caller> Operator(absl::Duration limit, absl::string_view service);

// Returns a client of the notifications service at --notifications.
std::unique_ptr<notifications::v1::NotificationsService::Stub> Notifications();

}  // namespace lossy::lossyctl
