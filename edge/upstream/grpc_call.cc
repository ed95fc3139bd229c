#include "edge/upstream/grpc_call.h"

#include "base/error/error.h"
#include "base/rpc/deadline.h"
#include "base/rpc/metadata.h"
#include "base/time/clock.h"
#include "edge/upstream/byte_buffer.h"

namespace lossy::edge {

void GrpcCall::Start(grpc::GenericStub& stub, absl::string_view request,
                     const CallContext& context) {
  start_ = base::SteadyNow();
  base::AddCallMetadata(context.token, context.request_id, client_);
  if (!context.trace.empty()) {
    span_ = base::StartSpan(path_, base::SpanKind::kClient, context.trace);
    base::AddTraceMetadata(span_.context(), client_);
  }
  client_.set_deadline(base::GrpcDeadline(start_ + context.limit));
  request_ = ToByteBuffer(request);
  open_.Add({shared_from_this(), &client_});
  stub.UnaryCall(&client_, path_, grpc::StubOptions(), &request_, &response_,
                 [self = shared_from_this()](grpc::Status status) {
                   self->executor_.Post([self, status] { self->Finish(status); });
                   self->open_.Remove(self->client_);
                 });
}

void GrpcCall::Cancel() {
  cancelled_ = true;
  // `done_` may own the object that owns this call.
  done_ = nullptr;
  client_.TryCancel();
}

void GrpcCall::Finish(const grpc::Status& status) {
  metrics_.Record(path_, static_cast<absl::StatusCode>(status.error_code()),
                  base::SteadyNow() - start_);
  span_.SetStatus(base::FromGrpc(status));
  span_.End();
  if (cancelled_) return;
  Upstream::Done done = std::move(done_);
  if (!status.ok()) return done(base::FromGrpc(status), {});
  done(absl::OkStatus(), ToString(response_));
}

}  // namespace lossy::edge
