#include "base/rpc/notifications_flag.h"

#include <string>

#include "absl/flags/flag.h"
#include "base/rpc/channel.h"

ABSL_FLAG(std::string, notifications, "127.0.0.1:4104",
          "Address of the notifications service; several comma-separated");

namespace lossy::base {

std::shared_ptr<grpc::Channel> NotificationsChannelFromFlags() {
  return OpenChannel(absl::GetFlag(FLAGS_notifications), "notifications");
}

}  // namespace lossy::base
