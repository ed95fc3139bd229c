#include "edge/upstream/grpc_stream.h"

#include <utility>

#include "base/error/error.h"
#include "base/rpc/deadline.h"
#include "base/rpc/metadata.h"
#include "base/time/clock.h"
#include "edge/upstream/byte_buffer.h"

namespace lossy::edge {

void GrpcStream::Start(grpc::GenericStub& stub, const std::string& path,
                       const CallContext& context) {
  open_.Add({shared_from_this(), &client_});
  base::AddCallMetadata(context.token, context.request_id, client_);
  base::AddTraceMetadata(context.trace, client_);
  stub.PrepareBidiStreamingCall(&client_, path, grpc::StubOptions(), this);
  // Writes start outside of gRPC's callbacks. Without a hold, gRPC could call OnDone before them.
  AddHold();
  StartRead(&incoming_);
  StartCall();
}

bool GrpcStream::Send(std::string message) {
  base::MutexLock lock(mutex_);
  if (ended_ || finish_) return true;
  if (unsent_bytes_ + message.size() > kMaxUnsentBytes) return false;
  unsent_bytes_ += message.size();
  unsent_.push_back(ToByteBuffer(message));
  if (!writing_) WriteNextLocked();
  return true;
}

void GrpcStream::Finish(absl::Duration patience) {
  listener_ = nullptr;
  base::MutexLock lock(mutex_);
  if (ended_ || finish_) return;
  finish_ = true;
  if (!writing_) WriteNextLocked();
  // The alarm keeps its callback as long as it lives, and the stream owns the alarm.
  patience_.Set(base::GrpcDeadline(base::SteadyNow() + patience),
                [weak = weak_from_this()](bool fired) {
                  const std::shared_ptr<GrpcStream> self = weak.lock();
                  if (fired && self != nullptr) self->client_.TryCancel();
                });
}

void GrpcStream::WriteNextLocked() {
  if (!unsent_.empty()) {
    writing_ = true;
    grpc::WriteOptions options;
    // Further messages follow at once, and gRPC may send them together.
    if (unsent_.size() > 1) options.set_buffer_hint();
    StartWrite(&unsent_.front(), options);
  } else if (finish_ && !last_sent_) {
    last_sent_ = true;
    StartWritesDone();
  }
}

void GrpcStream::OnWriteDone(bool ok) {
  base::MutexLock lock(mutex_);
  writing_ = false;
  unsent_bytes_ -= unsent_.front().Length();
  unsent_.pop_front();
  // A write fails only when the call has ended; the read will report that.
  if (ok && !ended_) WriteNextLocked();
}

void GrpcStream::OnReadDone(bool ok) {
  if (!ok) {
    base::MutexLock lock(mutex_);
    return EndLocked();
  }
  if (undelivered_.fetch_add(1) >= kMaxUndelivered) client_.TryCancel();
  executor_.Post([self = shared_from_this(), message = ToString(incoming_)] {
    self->undelivered_.fetch_sub(1);
    if (self->listener_ != nullptr) self->listener_->OnMessage(message);
  });
  StartRead(&incoming_);
}

void GrpcStream::EndLocked() {
  ended_ = true;
  RemoveHold();
}

void GrpcStream::OnDone(const grpc::Status& status) {
  patience_.Cancel();
  const std::shared_ptr<GrpcStream> self = shared_from_this();
  executor_.Post([self, status] {
    self->held_ = {};
    StreamListener* listener = std::exchange(self->listener_, nullptr);
    if (listener != nullptr) listener->OnEnd(base::FromGrpc(status));
  });
  open_.Remove(client_);
}

}  // namespace lossy::edge
