#include "services/notifications/subscriptions/subscribe_stream.h"

namespace lossy::notifications {

void SubscribeStream::Handle(std::vector<v1::SubscribeRequest> requests) {
  const auto self = std::static_pointer_cast<SubscribeStream>(shared_from_this());
  if (const absl::Status status = state_.Handle(requests, self); !status.ok()) Abort(status);
}

// A subscription that continues may bring many events, and a watch many presences.
bool SubscribeStream::HasShortAnswer(const v1::SubscribeRequest& request) const {
  return !request.has_watch() && !request.subscribe().has_after();
}

}  // namespace lossy::notifications
