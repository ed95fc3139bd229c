#include "base/rpc/caller.h"

#include <algorithm>

#include "absl/time/clock.h"
#include "base/rpc/metadata.h"

namespace lossy::base {

void Propagate(const Caller& caller, absl::Duration limit, grpc::ClientContext& context) {
  AddCallMetadata(caller.token, caller.request_id, context);
  context.set_deadline(absl::ToChronoTime(std::min(caller.deadline, absl::Now() + limit)));
}

}  // namespace lossy::base
