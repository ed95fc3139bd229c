#include "base/process/upstream_health.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace lossy::base {

HealthPart UpstreamHealth(const std::string& name, std::shared_ptr<grpc::Channel> channel) {
  return {.name = absl::StrCat("upstream.", name), .check = [channel = std::move(channel)] {
            switch (channel->GetState(/*try_to_connect=*/false)) {
              case GRPC_CHANNEL_TRANSIENT_FAILURE:
                return absl::UnavailableError("no replica is reached that serves");
              case GRPC_CHANNEL_SHUTDOWN:
                return absl::FailedPreconditionError("the channel is shut down");
              default:
                return absl::OkStatus();
            }
          }};
}

}  // namespace lossy::base
