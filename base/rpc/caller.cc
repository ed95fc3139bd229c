#include "base/rpc/caller.h"

#include <algorithm>

#include "base/rpc/deadline.h"
#include "base/rpc/metadata.h"
#include "base/time/clock.h"

namespace lossy::base {

void Propagate(const Caller& caller, absl::Duration limit, grpc::ClientContext& context) {
  AddCallMetadata(caller.token, caller.request_id, context);
  AddTraceMetadata(caller.trace, context);
  context.set_deadline(GrpcDeadline(std::min(caller.deadline, SteadyNow() + limit)));
}

}  // namespace lossy::base
