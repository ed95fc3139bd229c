#include "edge/upstream/grpc_upstream.h"

#include <utility>

#include "absl/hash/hash.h"
#include "absl/time/clock.h"
#include "edge/upstream/grpc_call.h"
#include "edge/upstream/grpc_stream.h"
#include "grpcpp/generic/generic_stub.h"

namespace lossy::edge {

struct GrpcUpstream::Stub {
  grpc::GenericStub rpc;
};

GrpcUpstream::GrpcUpstream(
    const absl::flat_hash_map<std::string, std::shared_ptr<grpc::Channel>>& channels,
    prometheus::Registry& registry, int completion_threads)
    : metrics_(registry) {
  for (const auto& [service, channel] : channels) {
    stubs_.emplace(service, new Stub{grpc::GenericStub(channel)});
  }
  for (int i = 0; i < completion_threads; ++i) {
    threads_.push_back(std::make_unique<CompletionThread>());
  }
}

GrpcUpstream::~GrpcUpstream() = default;

grpc::CompletionQueue& GrpcUpstream::QueueOf(const Executor& executor) {
  return threads_[absl::HashOf(&executor) % threads_.size()]->queue();
}

void GrpcUpstream::Stop() { open_.Stop(); }

std::shared_ptr<UpstreamCall> GrpcUpstream::Call(const Method& method, std::string request,
                                                 const CallContext& context, Executor& executor,
                                                 Done done) {
  auto call = std::make_shared<GrpcCall>(executor, open_, metrics_, method.path, std::move(done));
  call->Start(stubs_.at(method.service)->rpc, request, context, QueueOf(executor));
  return call;
}

std::shared_ptr<UpstreamStream> GrpcUpstream::Open(const Method& method, const CallContext& context,
                                                   Executor& executor, StreamListener& listener) {
  auto stream = std::make_shared<GrpcStream>(executor, open_, listener);
  stream->Start(stubs_.at(method.service)->rpc, method.path, context, QueueOf(executor));
  return stream;
}

}  // namespace lossy::edge
