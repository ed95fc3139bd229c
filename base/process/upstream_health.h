#pragma once

#include <memory>
#include <string>

#include "base/process/grpc_server.h"
#include "grpcpp/channel.h"

namespace lossy::base {

// Returns a health part named "upstream.NAME" that fails while the process cannot reach a service
// that it calls. The part is not required: the process reports SERVING meanwhile, because some of
// its calls do not need that service. A channel counts as reachable until a call has used it.
HealthPart UpstreamHealth(const std::string& name, std::shared_ptr<grpc::Channel> channel);

}  // namespace lossy::base
