#pragma once

#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "edge/upstream/open_calls.h"
#include "edge/upstream/upstream.h"
#include "edge/upstream/upstream_metrics.h"
#include "grpcpp/channel.h"

namespace lossy::edge {

// Implements Upstream over gRPC's callback API. gRPC's threads only post tasks to the executors.
// Thread-safe.
class GrpcUpstream final : public Upstream {
 public:
  // `channels` has a channel for each full service name. `registry` must outlive the object.
  GrpcUpstream(const absl::flat_hash_map<std::string, std::shared_ptr<grpc::Channel>>& channels,
               prometheus::Registry& registry);
  ~GrpcUpstream() override;

  // Cancels all calls and blocks until they have ended. Afterwards no call may start, and the
  // executors may be destroyed.
  void Stop();

  std::shared_ptr<UpstreamCall> Call(const Method& method, std::string request,
                                     const CallContext& context, Executor& executor,
                                     Done done) override;
  std::shared_ptr<UpstreamStream> Open(const Method& method, const CallContext& context,
                                       Executor& executor, StreamListener& listener) override;

 private:
  struct Stub;

  UpstreamMetrics metrics_;
  absl::flat_hash_map<std::string, std::unique_ptr<Stub>> stubs_;
  OpenCalls open_;
};

}  // namespace lossy::edge
