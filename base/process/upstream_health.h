#pragma once

#include <memory>
#include <string>

#include "base/process/grpc_server.h"
#include "grpcpp/channel.h"

namespace lossy::base {

// Returns a part of the process's health with the name "upstream.NAME". The part reports whether
// the process can reach a service that it calls, and changes are logged. The process serves
// meanwhile, because some of its work does not need that service. A channel that was not used yet
// counts as reachable.
HealthPart UpstreamHealth(const std::string& name, std::shared_ptr<grpc::Channel> channel);

}  // namespace lossy::base
