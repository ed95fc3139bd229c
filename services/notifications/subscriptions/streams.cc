#include "services/notifications/subscriptions/streams.h"

namespace lossy::notifications {

absl::StatusOr<grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>*> Streams::Open(
    grpc::CallbackServerContext& context, const base::Caller& caller) {
  std::lock_guard lock(mutex_);
  if (stopped_) return absl::UnavailableError("the server is going down");
  if (open_.size() >= options_.streams) return absl::ResourceExhaustedError("too many streams");
  auto stream = std::make_shared<Stream>(
      around_, context,
      [this, caller, began = around_.clock.Steady()](const std::shared_ptr<Stream>& done,
                                                     const absl::Status& status) {
        calls_.Record("Subscribe", caller, status, around_.clock.Steady() - began);
        Done(done);
      });
  open_.insert(stream);
  around_.metrics.streams.Increment();
  return stream.get();
}

void Streams::Stop() {
  {
    std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  for (const std::shared_ptr<Stream>& stream : All()) {
    stream->End(absl::UnavailableError("the server is going down"));
  }
}

void Streams::CancelStuck() {
  const absl::Time bound = around_.clock.Steady() - options_.slow_grace;
  for (const std::shared_ptr<Stream>& stream : All()) stream->CancelIfStuck(bound);
}

std::vector<std::shared_ptr<Stream>> Streams::All() {
  std::lock_guard lock(mutex_);
  return {open_.begin(), open_.end()};
}

void Streams::Done(const std::shared_ptr<Stream>& stream) {
  around_.metrics.streams.Decrement();
  std::lock_guard lock(mutex_);
  open_.erase(stream);
}

}  // namespace lossy::notifications
