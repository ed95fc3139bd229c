#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/rpc/caller.h"
#include "lossy/notifications/v1/notifications.grpc.pb.h"

namespace lossy::lossyctl {

// An operator, by --key, whose calls may take that long.
absl::StatusOr<base::Caller> Operator(absl::Duration limit);

// The service at --notifications.
std::unique_ptr<notifications::v1::NotificationsService::Stub> Notifications();

}  // namespace lossy::lossyctl
