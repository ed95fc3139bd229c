#pragma once

#include "absl/status/status.h"
#include "base/error/error.h"
#include "grpcpp/grpcpp.h"

namespace lossy::base {

// A stream that ends with an error before it begins. A handler returns it in place of a stream that
// it does not open. It deletes itself when gRPC has finished with it.
class RejectedStream final : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  explicit RejectedStream(const absl::Status& status) { Finish(ToGrpc(status)); }
  void OnDone() override { delete this; }
};

}  // namespace lossy::base
