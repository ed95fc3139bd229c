#include "base/rpc/caller.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace lossy::base {

void Propagate(const Caller& caller, absl::Duration limit, grpc::ClientContext& context) {
  context.AddMetadata("authorization", absl::StrCat("Bearer ", caller.token));
  context.AddMetadata("x-request-id", caller.request_id);
  context.set_deadline(absl::ToChronoTime(std::min(caller.deadline, absl::Now() + limit)));
}

}  // namespace lossy::base
