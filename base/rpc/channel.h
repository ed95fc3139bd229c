#pragma once

#include <memory>
#include <string>

#include "grpcpp/channel.h"

namespace lossy::base {

// A channel to another service. While that is away, calls fail at once; it is tried again at least
// once a second.
std::shared_ptr<grpc::Channel> OpenChannel(const std::string& address);

}  // namespace lossy::base
