#include "services/notifications/subscriptions/subscribe_stream.h"

namespace lossy::notifications {

void SubscribeStream::Handle(v1::SubscribeRequest request) {
  const auto self = std::static_pointer_cast<SubscribeStream>(shared_from_this());
  if (const absl::Status status = state_.Handle(request, self); !status.ok()) Abort(status);
}

}  // namespace lossy::notifications
