#include "deploy/lossyctl/epochs.h"

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/error/error.h"
#include "base/rpc/caller.h"
#include "deploy/lossyctl/operator.h"
#include "lossy/notifications/v1/notifications.grpc.pb.h"

namespace lossy::lossyctl {
namespace {

constexpr absl::Duration kLimit = absl::Seconds(30);

}  // namespace

absl::Status EndEpochs(const std::vector<std::string>& topics) {
  const absl::StatusOr<base::Caller> caller =
      Operator(kLimit, notifications::v1::NotificationsService::service_full_name());
  if (!caller.ok()) return caller.status();
  notifications::v1::EndEpochsRequest request;
  for (const std::string& topic : topics) request.add_topics(topic);
  grpc::ClientContext context;
  base::Propagate(*caller, kLimit, context);
  notifications::v1::EndEpochsResponse response;
  return base::FromGrpc(Notifications()->EndEpochs(&context, request, &response));
}

}  // namespace lossy::lossyctl
