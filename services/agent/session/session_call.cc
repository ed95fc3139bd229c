#include "services/agent/session/session_call.h"

#include <utility>

#include "base/error/error.h"
#include "base/rpc/deadline.h"

namespace lossy::agent {

SessionCall::SessionCall(const Surroundings& around, base::Workers& workers,
                         grpc::CallbackServerContext& context, base::Caller caller,
                         std::function<void(SessionCall&)> on_done)
    : workers_(workers),
      context_(context),
      on_done_(std::move(on_done)),
      conversation_(around, std::move(caller),
                    [this](const v1::SessionResponse& response) { Send(response); }) {}

void SessionCall::Start() {
  self_ = shared_from_this();
  StartRead(&request_);
}

void SessionCall::OnReadDone(bool ok) {
  std::lock_guard lock(mutex_);
  if (!ok) return EndLocked(absl::OkStatus());
  if (ending_) return;
  handling_ = true;
  workers_.Post([self = shared_from_this()] { self->Handle(); });
}

void SessionCall::Handle() {
  bool goes_on = false;
  absl::Time due;
  {
    std::lock_guard lock(conversation_mutex_);
    goes_on = conversation_.Handle(request_);
    due = conversation_.Due();
  }
  SetAlarm(due);
  std::lock_guard lock(mutex_);
  handling_ = false;
  if (!goes_on) EndLocked(absl::OkStatus());
  if (ending_) return WriteOrFinishLocked();
  request_.Clear();
  StartRead(&request_);
}

void SessionCall::Tick() {
  absl::Time due;
  {
    std::lock_guard lock(conversation_mutex_);
    conversation_.Tick();
    due = conversation_.Due();
  }
  SetAlarm(due);
}

// One that rings too early is set again then, which is cheaper than to move it with every event.
void SessionCall::SetAlarm(absl::Time due) {
  std::unique_ptr<grpc::Alarm> replaced;
  std::lock_guard lock(mutex_);
  if (ending_ || due >= alarm_at_) return;
  replaced = std::exchange(alarm_, std::make_unique<grpc::Alarm>());
  alarm_at_ = due;
  alarm_->Set(base::GrpcDeadline(due), [weak = weak_from_this()](bool rings) {
    const auto self = weak.lock();
    if (rings && self != nullptr) self->OnAlarm();
  });
}

void SessionCall::OnAlarm() {
  {
    std::lock_guard lock(mutex_);
    alarm_at_ = absl::InfiniteFuture();
  }
  workers_.Post([self = shared_from_this()] { self->Tick(); });
}

void SessionCall::Send(const v1::SessionResponse& response) {
  // A status would wait behind what the client does not read.
  if (!Enqueue(response)) context_.TryCancel();
}

bool SessionCall::Enqueue(const v1::SessionResponse& response) {
  std::lock_guard lock(mutex_);
  if (ending_) return true;
  unsent_bytes_ += response.ByteSizeLong();
  if (unsent_bytes_ > kMaxUnsentBytes) {
    EndLocked(absl::ResourceExhaustedError("slow: too much waits to be read"));
    return false;
  }
  unsent_.push_back(response);
  WriteOrFinishLocked();
  return true;
}

void SessionCall::OnWriteDone(bool ok) {
  std::lock_guard lock(mutex_);
  writing_ = false;
  unsent_bytes_ -= unsent_.front().ByteSizeLong();
  unsent_.pop_front();
  if (!ok) unsent_.clear();
  WriteOrFinishLocked();
}

void SessionCall::End(const absl::Status& status) {
  std::lock_guard lock(mutex_);
  EndLocked(status);
}

void SessionCall::OnCancel() {
  std::lock_guard lock(mutex_);
  if (!writing_) unsent_.clear();
  EndLocked(absl::CancelledError("the client is gone"));
}

// What was answered is still sent; nothing more is handled.
void SessionCall::EndLocked(const absl::Status& status) {
  if (ending_) return;
  ending_ = true;
  status_ = status;
  WriteOrFinishLocked();
}

void SessionCall::WriteOrFinishLocked() {
  if (writing_ || finished_) return;
  if (!unsent_.empty()) {
    writing_ = true;
    return StartWrite(&unsent_.front());
  }
  if (!ending_ || handling_) return;
  finished_ = true;
  Finish(base::ToGrpc(status_));
}

void SessionCall::OnDone() {
  on_done_(*this);
  workers_.Post([self = std::move(self_)] {
    std::lock_guard lock(self->conversation_mutex_);
    self->conversation_.Leave();
  });
}

}  // namespace lossy::agent
