#include "edge/upstream/grpc_stream.h"

#include <utility>

#include "base/error/error.h"
#include "base/rpc/deadline.h"
#include "base/rpc/metadata.h"
#include "base/time/clock.h"
#include "edge/upstream/byte_buffer.h"

namespace lossy::edge {

void GrpcStream::Step::OnCompleted(bool ok) {
  GrpcStream& stream = stream_;
  (stream.*completion_)(ok);
  {
    base::MutexLock lock(stream.mutex_);
    // The read is under way until the last operation has begun, so this one is the last.
    if (--stream.steps_ > 0) return;
  }
  stream.OnEnd();
}

void* GrpcStream::BeginLocked(Step& step) {
  ++steps_;
  return static_cast<CompletionThread::Operation*>(&step);
}

void GrpcStream::Start(grpc::GenericStub& stub, const std::string& path, const CallContext& context,
                       grpc::CompletionQueue& queue) {
  open_.Add({shared_from_this(), &client_});
  queue_ = &queue;
  base::AddCallMetadata(context.token, context.request_id, client_);
  base::AddTraceMetadata(context.trace, client_);
  call_ = stub.PrepareCall(&client_, path, &queue);
  base::MutexLock lock(mutex_);
  call_->StartCall(BeginLocked(started_));
  ReadLocked();
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
  patience_.Set(queue_, base::GrpcDeadline(base::SteadyNow() + patience), BeginLocked(impatient_));
}

void GrpcStream::WriteNextLocked() {
  if (!unsent_.empty()) {
    writing_ = true;
    grpc::WriteOptions options;
    // Further messages follow at once, and gRPC may send them together.
    if (unsent_.size() > 1) options.set_buffer_hint();
    call_->Write(unsent_.front(), options, BeginLocked(written_));
  } else if (finish_ && !last_sent_) {
    last_sent_ = true;
    call_->WritesDone(BeginLocked(half_closed_));
  }
}

void GrpcStream::OnStarted(bool ok) {
  base::MutexLock lock(mutex_);
  writing_ = false;
  // A call that has not started has ended; the read will report that.
  if (ok && !ended_) WriteNextLocked();
}

void GrpcStream::OnWritten(bool ok) {
  base::MutexLock lock(mutex_);
  writing_ = false;
  unsent_bytes_ -= unsent_.front().Length();
  unsent_.pop_front();
  // A write fails only when the call has ended; the read will report that.
  if (ok && !ended_) WriteNextLocked();
}

void GrpcStream::ReadLocked() { call_->Read(&incoming_, BeginLocked(read_)); }

void GrpcStream::OnRead(bool ok) {
  if (!ok) {
    base::MutexLock lock(mutex_);
    ended_ = true;
    patience_.Cancel();
    return call_->Finish(&status_, BeginLocked(finished_));
  }
  if (undelivered_.fetch_add(1) >= kMaxUndelivered) client_.TryCancel();
  executor_.Post([self = shared_from_this(), message = ToString(incoming_)] {
    self->undelivered_.fetch_sub(1);
    if (self->listener_ != nullptr) self->listener_->OnMessage(message);
  });
  base::MutexLock lock(mutex_);
  ReadLocked();
}

void GrpcStream::OnImpatient(bool ok) {
  // The alarm was not cancelled.
  if (ok) client_.TryCancel();
}

void GrpcStream::OnEnd() {
  const std::shared_ptr<GrpcStream> self = shared_from_this();
  executor_.Post([self] {
    self->held_ = {};
    StreamListener* listener = std::exchange(self->listener_, nullptr);
    if (listener != nullptr) listener->OnEnd(base::FromGrpc(self->status_));
  });
  open_.Remove(client_);
}

}  // namespace lossy::edge
