#include "services/agent/session/session_call.h"

#include <string>
#include <utility>

#include "base/rpc/deadline.h"

namespace lossy::agent {

SessionCall::SessionCall(const MakeConversation& make_conversation, base::Caller caller,
                         base::Workers& workers, grpc::CallbackServerContext& context,
                         std::function<void(SessionCall&)> on_closed)
    : ServerStream({.max_unsent_bytes = kMaxUnsentBytes,
                    .max_unhandled_bytes = 1,
                    .abort_grace = absl::ZeroDuration()},
                   workers, context),
      on_closed_(std::move(on_closed)),
      conversation_(make_conversation(
          std::move(caller),
          [this](const v1::SessionResponse& response) { SendResponse(response); })) {}

// The stream has no requests_at_once, so there is one request.
void SessionCall::Handle(std::vector<v1::SessionRequest> requests) {
  if (conversation_.Handle(requests.front())) {
    SetAlarm();
  } else {
    Close(absl::OkStatus());
  }
}

void SessionCall::OnWake() {
  alarm_at_ = absl::InfiniteFuture();
  conversation_.Tick();
  SetAlarm();
}

void SessionCall::SendResponse(const v1::SessionResponse& response) {
  Send(std::make_shared<const std::string>(response.SerializeAsString()));
}

// An alarm that rings too early is set again then. That is cheaper than to move it with each event.
void SessionCall::SetAlarm() {
  const absl::Time due = conversation_.Due();
  if (due >= alarm_at_) return;
  alarm_at_ = due;
  alarm_ = std::make_unique<grpc::Alarm>();
  alarm_->Set(base::GrpcDeadline(due), [weak = weak_from_this()](bool rings) {
    const auto self = weak.lock();
    if (rings && self != nullptr) self->Wake();
  });
}

}  // namespace lossy::agent
