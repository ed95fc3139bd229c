#pragma once

#include <memory>
#include <string>

#include "base/live/live_objects.h"
#include "base/trace/span.h"
#include "edge/upstream/open_calls.h"
#include "edge/upstream/upstream.h"
#include "edge/upstream/upstream_metrics.h"
#include "grpcpp/client_context.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"

namespace lossy::edge {

// One unary call over gRPC's callback API. It owns a reference to itself until gRPC has called it
// back. Belongs to its executor's thread.
class GrpcCall final : public UpstreamCall,
                       public std::enable_shared_from_this<GrpcCall>,
                       private base::LiveObject<"GrpcCall"> {
 public:
  // `executor` runs `done`, which receives the answer. The references must outlive the call's entry
  // in `open`.
  GrpcCall(Executor& executor, OpenCalls& open, UpstreamMetrics& metrics, const std::string& path,
           Upstream::Done done)
      : executor_(executor), open_(open), metrics_(metrics), path_(path), done_(std::move(done)) {}

  // Sends the request, a protobuf message in wire form. Must be called once.
  void Start(grpc::GenericStub& stub, absl::string_view request, const CallContext& context);
  void Cancel() override;

 private:
  void Finish(const grpc::Status& status);

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
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
};

}  // namespace lossy::edge
