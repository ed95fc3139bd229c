#pragma once

#include <memory>

#include "grpcpp/channel.h"

namespace lossy::base {

// Opens a channel to the notifications service, at the address of --notifications.
std::shared_ptr<grpc::Channel> NotificationsChannelFromFlags();

}  // namespace lossy::base
