#include "base/process/service_main.h"

#include <utility>

#include "base/rpc/audience.h"
#include "base/version/build_info.h"
#include "base/version/descriptor_hash.h"

namespace lossy::base {

ServiceMain::ServiceMain(int argc, char** argv, const std::string& name, absl::string_view service)
    : process_(argc, argv, name),
      identity_(InternalIdentity::FromFlags(name, AudienceOf(service))) {
  SetServedContract(HashOfService(std::string(service)));
}

int ServiceMain::Serve(Calls& calls, GrpcServerParts parts) {
  return RunGrpcServer(process_, calls, std::move(parts));
}

}  // namespace lossy::base
