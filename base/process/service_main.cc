#include "base/process/service_main.h"

#include <utility>

#include "base/rpc/audience.h"

namespace lossy::base {

ServiceMain::ServiceMain(int argc, char** argv, const std::string& name, absl::string_view service)
    : process_(argc, argv, name),
      identity_(InternalIdentity::FromFlags(name, AudienceOf(service))) {}

int ServiceMain::Serve(Calls& calls, GrpcServerParts parts) {
  return RunGrpcServer(process_, calls, std::move(parts));
}

}  // namespace lossy::base
