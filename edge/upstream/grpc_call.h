#pragma once

#include <memory>
#include <string>

#include "base/live/live_objects.h"
#include "base/trace/span.h"
#include "edge/upstream/completion_thread.h"
#include "edge/upstream/open_calls.h"
#include "edge/upstream/upstream.h"
#include "edge/upstream/upstream_metrics.h"
#include "grpcpp/client_context.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/status.h"

namespace lossy::edge {

// One unary call over gRPC's completion queues. Its entry in OpenCalls owns it until gRPC has
// completed it. Belongs to its executor's thread.
class GrpcCall final : public UpstreamCall,
                       public std::enable_shared_from_this<GrpcCall>,
                       private CompletionThread::Operation,
                       private base::LiveObject<"GrpcCall"> {
 public:
  // `executor` runs `done`, which receives the answer. The references must outlive the call's entry
  // in `open`.
  GrpcCall(Executor& executor, OpenCalls& open, UpstreamMetrics& metrics, const std::string& path,
           Upstream::Done done)
      : executor_(executor), open_(open), metrics_(metrics), path_(path), done_(std::move(done)) {}

  // Sends the request, a protobuf message in wire form. Must be called once. The thread of `queue`
  // completes the call.
  void Start(grpc::GenericStub& stub, absl::string_view request, const CallContext& context,
             grpc::CompletionQueue& queue);
  void Cancel() override;

 private:
  // CompletionThread::Operation
  void OnCompleted(bool ok) override;
  void Finish();

  Executor& executor_;
  OpenCalls& open_;
  UpstreamMetrics& metrics_;
  // A copy of Method::path: a cancelled call may outlive the routing table.
  const std::string path_;
  absl::Time start_;
  base::Span span_;  // From Start to Finish. Its name is path_.
  Upstream::Done done_;
  bool cancelled_ = false;  // Used on the executor's thread only.
  grpc::ClientContext client_;
  std::unique_ptr<grpc::GenericClientAsyncResponseReader> reader_;
  // gRPC sets them before OnCompleted.
  grpc::ByteBuffer response_;
  grpc::Status status_;
};

}  // namespace lossy::edge
