#pragma once

#include <memory>
#include <string>

#include "base/process/grpc_server.h"
#include "grpcpp/channel.h"

namespace lossy::base {

// Whether a service that this process calls can be reached, as a part of its health called
// "upstream.NAME", so that it is logged when that changes. The process serves on meanwhile: what
// does not need that service works. A channel that was not used yet counts as well.
HealthPart UpstreamHealth(const std::string& name, std::shared_ptr<grpc::Channel> channel);

}  // namespace lossy::base
