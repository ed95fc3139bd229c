#include "services/agent/session/session_streams.h"

#include <memory>
#include <utility>
#include <vector>

#include "base/error/error.h"
#include "base/metrics/add_metric.h"
#include "base/rpc/rejected_stream.h"

namespace lossy::agent {
namespace {

absl::Status Stopping() { return base::Unavailable("the service is stopping"); }

}  // namespace

SessionStreams::SessionStreams(SessionCall::MakeConversation make_conversation,
                               base::Workers& workers, prometheus::Registry& registry)
    : make_conversation_(std::move(make_conversation)),
      workers_(workers),
      open_(base::AddGauge(registry, "lossy_agent_sessions",
                           "Open sessions of clients that speak (topics audio:*)")) {}

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* SessionStreams::Open(
    grpc::CallbackServerContext& context, base::Caller caller) {
  auto call = std::make_shared<SessionCall>(make_conversation_, std::move(caller), workers_,
                                            context, [this](SessionCall& done) { Remove(done); });
  base::MutexLock lock(mutex_);
  if (stopped_) return new base::RejectedStream(Stopping());
  calls_.insert(call.get());
  open_.Set(static_cast<double>(calls_.size()));
  call->Start();
  return call.get();
}

void SessionStreams::Remove(SessionCall& call) {
  base::MutexLock lock(mutex_);
  calls_.erase(&call);
  open_.Set(static_cast<double>(calls_.size()));
}

void SessionStreams::Stop() {
  std::vector<std::shared_ptr<base::ServerStream<v1::SessionRequest>>> open;
  {
    base::MutexLock lock(mutex_);
    stopped_ = true;
    for (SessionCall* call : calls_) open.push_back(call->shared_from_this());
  }
  for (const auto& call : open) call->Close(Stopping());
}

}  // namespace lossy::agent
