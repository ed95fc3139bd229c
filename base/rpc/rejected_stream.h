#pragma once

#include "absl/status/status.h"
#include "base/error/error.h"
#include "grpcpp/grpcpp.h"

namespace lossy::base {

// A bidirectional stream that ends immediately with an error. A method's handler returns `new
// RejectedStream(status)` when it rejects a stream. gRPC owns the object; it deletes itself in
// OnDone.
class RejectedStream final : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  explicit RejectedStream(const absl::Status& status) { Finish(ToGrpc(status)); }
  void OnDone() override { delete this; }
};

}  // namespace lossy::base
