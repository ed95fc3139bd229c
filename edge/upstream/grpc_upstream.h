#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "edge/upstream/completion_thread.h"
#include "edge/upstream/open_calls.h"
#include "edge/upstream/upstream.h"
#include "edge/upstream/upstream_metrics.h"
#include "grpcpp/channel.h"
#include "grpcpp/completion_queue.h"

namespace lossy::edge {

// Implements Upstream over completion queues of its own (CompletionThread), whose threads only post
// tasks to the executors. Thread-safe.
class GrpcUpstream final : public Upstream {
 public:
  // `channels` has a channel for each full service name. `registry` must outlive the object. The
  // calls and streams of one executor share one of the completion threads.
  GrpcUpstream(const absl::flat_hash_map<std::string, std::shared_ptr<grpc::Channel>>& channels,
               prometheus::Registry& registry, int completion_threads = 1);
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

  grpc::CompletionQueue& QueueOf(const Executor& executor);

  UpstreamMetrics metrics_;
  absl::flat_hash_map<std::string, std::unique_ptr<Stub>> stubs_;
  OpenCalls open_;
  std::vector<std::unique_ptr<CompletionThread>> threads_;  // Last, because they use the others.
};

}  // namespace lossy::edge
