#include "edge/upstream/grpc_call.h"

#include "base/error/error.h"
#include "base/rpc/deadline.h"
#include "base/rpc/metadata.h"
#include "base/time/clock.h"
#include "edge/upstream/byte_buffer.h"

namespace lossy::edge {

void GrpcCall::Start(grpc::GenericStub& stub, absl::string_view request, const CallContext& context,
                     grpc::CompletionQueue& queue) {
  start_ = base::SteadyNow();
  base::AddCallMetadata(context.token, context.request_id, client_);
  if (!context.trace.empty()) {
    span_ = base::StartSpan(path_, base::SpanKind::kClient, context.trace);
    base::AddTraceMetadata(span_.context(), client_);
  }
  client_.set_deadline(base::GrpcDeadline(start_ + context.limit));
  open_.Add({shared_from_this(), &client_});
  reader_ = stub.PrepareUnaryCall(&client_, path_, ToByteBuffer(request), &queue);
  reader_->StartCall();
  reader_->Finish(&response_, &status_, static_cast<CompletionThread::Operation*>(this));
}

// A call that fails has a status, too.
void GrpcCall::OnCompleted(bool) {
  const std::shared_ptr<GrpcCall> self = shared_from_this();
  executor_.Post([self] { self->Finish(); });
  open_.Remove(client_);
}

void GrpcCall::Cancel() {
  cancelled_ = true;
  // `done_` may own the object that owns this call.
  done_ = nullptr;
  client_.TryCancel();
}

void GrpcCall::Finish() {
  metrics_.Record(path_, static_cast<absl::StatusCode>(status_.error_code()),
                  base::SteadyNow() - start_);
  const absl::Status status = base::FromGrpc(status_);
  span_.SetStatus(status);
  span_.End();
  if (cancelled_) return;
  Upstream::Done done = std::move(done_);
  if (!status.ok()) return done(status, {});
  done(absl::OkStatus(), ToString(response_));
}

}  // namespace lossy::edge
