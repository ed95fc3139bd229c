#include "services/notifications/subscriptions/subscribe_stream.h"

#include "absl/status/statusor.h"
#include "services/notifications/subscriptions/request_validator.h"

namespace lossy::notifications {
namespace {

// The most bytes of responses in one batch. More do not make a response cheaper.
constexpr std::size_t kBatchBytes = 64 << 10;

}  // namespace

void SubscribeStream::Handle(std::vector<v1::SubscribeRequest> requests) {
  const auto self = std::static_pointer_cast<SubscribeStream>(shared_from_this());
  const absl::StatusOr<std::size_t> handled = state_.Handle(requests, self);
  if (!handled.ok()) {
    Abort(handled.status());
    return;
  }
  requests.erase(requests.begin(), requests.begin() + static_cast<std::ptrdiff_t>(*handled));
  if (!requests.empty()) PutBack(std::move(requests));
}

// SubscriberState refuses an invalid batch as a whole.
void SubscribeStream::AddRequests(v1::SubscribeRequest message,
                                  base::RequestInbox<v1::SubscribeRequest>& inbox) {
  if (!message.has_batch() || !RequestValidator::CheckRequests(message.batch()).ok()) {
    return inbox.Add(std::move(message));
  }
  accepts_batches_ = true;
  for (v1::SubscribeRequest& request : *message.mutable_batch()->mutable_requests()) {
    inbox.Add(std::move(request));
  }
}

std::size_t SubscribeStream::join_bytes() const { return accepts_batches_ ? kBatchBytes : 0; }

}  // namespace lossy::notifications
