#pragma once

#include <memory>

#include "absl/time/time.h"
#include "grpcpp/channel.h"

namespace lossy::base {

// From now on, while nothing is reached by the channel, its name is looked for in the DNS at least
// every `pause`. By itself gRPC waits longer and longer after each look that fails, up to two
// minutes, so that a service whose name was gone for a while would stay away for as long again.
// Thread-safe.
void RetryNameOf(const std::shared_ptr<grpc::Channel>& channel, absl::Duration pause);

}  // namespace lossy::base
