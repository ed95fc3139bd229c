#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/rpc/caller.h"
#include "lossy/notifications/v1/notifications.grpc.pb.h"

namespace lossy::lossyctl {

// The operator's name: --as, else that of the environment.
absl::StatusOr<std::string> OperatorName();

// An operator, by --key, whose calls of the gRPC service `service` may take that long. No other
// service accepts the token.
absl::StatusOr<base::Caller> Operator(absl::Duration limit, absl::string_view service);

// The service at --notifications.
std::unique_ptr<notifications::v1::NotificationsService::Stub> Notifications();

}  // namespace lossy::lossyctl
