#include "base/rpc/notifications_flag.h"

#include <string>

#include "absl/flags/flag.h"
#include "base/flags/flag_check.h"
#include "base/rpc/channel.h"
#include "base/rpc/target.h"

ABSL_FLAG(std::string, notifications, "127.0.0.1:4104",
          "Address of the notifications service; several comma-separated");

LOSSY_FLAG_CHECK(notifications,
                 [] { return lossy::base::TargetOf(absl::GetFlag(FLAGS_notifications)).status(); });

namespace lossy::base {

std::shared_ptr<grpc::Channel> NotificationsChannelFromFlags() {
  return OpenChannel(absl::GetFlag(FLAGS_notifications), "notifications");
}

}  // namespace lossy::base
