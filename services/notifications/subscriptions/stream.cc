#include "services/notifications/subscriptions/stream.h"

#include <utility>

#include "base/error/error.h"
#include "grpcpp/impl/codegen/proto_utils.h"

namespace lossy::notifications {
namespace {

// Requests that are read ahead, in bytes.
constexpr std::size_t kInboxBytes = 64 << 10;

// Requests that are worked off before other streams have their turn.
constexpr int kRequestsAtOnce = 64;

// No request is worked off while more than this part of the outbox is taken.
constexpr std::size_t kBusyPart = 4;

std::size_t Cost(const v1::SubscribeRequest& request) {
  return sizeof request + request.ByteSizeLong();
}

bool Parse(grpc::ByteBuffer& bytes, v1::SubscribeRequest& request) {
  return grpc::SerializationTraits<v1::SubscribeRequest>::Deserialize(&bytes, &request).ok();
}

// Shares the frame's bytes.
grpc::ByteBuffer ToByteBuffer(Frame frame) {
  auto* owner = new Frame(std::move(frame));
  const grpc::Slice slice(
      const_cast<char*>((*owner)->data()), (*owner)->size(),
      [](void* held) { delete static_cast<Frame*>(held); }, owner);
  return {&slice, 1};
}

}  // namespace

Stream::Stream(const Surroundings& around, grpc::CallbackServerContext& context,
               std::function<void(const std::shared_ptr<Stream>&, const absl::Status&)> on_done)
    : around_(around),
      context_(context),
      on_done_(std::move(on_done)),
      outbox_(around.outbox_bytes),
      session_(around.hub, around.presences, around.limits) {
  StartSendInitialMetadata();
  Read();
}

void Stream::Flush() {
  if (outbox_.overflown()) {
    if (End(absl::ResourceExhaustedError("slow: too much waits to be read"))) {
      around_.metrics.cut.Increment();
    }
    return;
  }
  std::lock_guard lock(mutex_);
  Write();
}

bool Stream::End(const absl::Status& status) {
  std::lock_guard lock(mutex_);
  if (ended()) return false;
  ended_at_ = around_.clock.Steady();
  status_ = status;
  outbox_.Close();
  inbox_.clear();
  Finish(base::ToGrpc(status));
  ScheduleWork();
  return true;
}

void Stream::CancelIfStuck(absl::Time bound) {
  std::lock_guard lock(mutex_);
  if (!done_ && ended_at_ < bound) context_.TryCancel();
}

void Stream::OnReadDone(bool ok) {
  v1::SubscribeRequest request;
  if (ok && !Parse(read_, request)) {
    End(absl::InvalidArgumentError("not a SubscribeRequest"));
    return;
  }
  std::lock_guard lock(mutex_);
  reading_ = false;
  requests_over_ = !ok;
  if (!ok) return;
  inbox_bytes_ += Cost(request);
  inbox_.push_back(std::move(request));
  ScheduleWork();
  Read();
}

void Stream::OnWriteDone(bool ok) {
  if (!ok) {
    End(absl::CancelledError("the client is gone"));
    return;
  }
  std::lock_guard lock(mutex_);
  Write();
  ScheduleWork();
}

void Stream::OnCancel() { End(absl::CancelledError("the client is gone")); }

void Stream::OnDone() {
  // on_done_ may drop all other owners.
  const std::shared_ptr<Stream> self = shared_from_this();
  absl::Status status;
  {
    std::lock_guard lock(mutex_);
    done_ = true;
    read_.Clear();
    written_.Clear();
    status = status_;
  }
  on_done_(self, status);
}

void Stream::Work() {
  for (int i = 0; i < kRequestsAtOnce; ++i) {
    v1::SubscribeRequest request;
    switch (Next(request)) {
      case Step::kHandle:
        if (absl::Status status = session_.Handle(request, shared_from_this()); !status.ok()) {
          End(status);
        }
        break;
      case Step::kLeave:
        return session_.Leave(this);
      case Step::kRest:
        return;
    }
  }
  around_.workers.Post([self = shared_from_this()] { self->Work(); });
}

Stream::Step Stream::Next(v1::SubscribeRequest& request) {
  std::lock_guard lock(mutex_);
  if (ended()) return Step::kLeave;
  if (inbox_.empty() || outbox_.bytes() > around_.outbox_bytes / kBusyPart) {
    working_ = false;
    return Step::kRest;
  }
  request = std::move(inbox_.front());
  inbox_.pop_front();
  inbox_bytes_ -= Cost(request);
  Read();
  return Step::kHandle;
}

void Stream::Read() {
  if (reading_ || requests_over_ || ended() || inbox_bytes_ >= kInboxBytes) return;
  reading_ = true;
  StartRead(&read_);
}

void Stream::Write() {
  if (ended()) return;
  SubscriberQueue::Next next = outbox_.Take();
  if (next.frame == nullptr) return;
  written_ = ToByteBuffer(std::move(next.frame));
  grpc::WriteOptions options;
  if (next.more) options.set_buffer_hint();
  StartWrite(&written_, options);
}

void Stream::ScheduleWork() {
  if (working_) return;
  const bool busy = outbox_.bytes() > around_.outbox_bytes / kBusyPart;
  if (!ended() && (inbox_.empty() || busy)) return;
  working_ = true;
  around_.workers.Post([self = shared_from_this()] { self->Work(); });
}

}  // namespace lossy::notifications
