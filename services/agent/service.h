#pragma once

#include <memory>
#include <mutex>

#include "absl/container/flat_hash_set.h"
#include "base/rpc/calls.h"
#include "base/workers/workers.h"
#include "lossy/agent/v1/agent.grpc.pb.h"
#include "prometheus/gauge.h"
#include "services/agent/conversation.h"
#include "services/agent/session_call.h"

namespace lossy::agent {

// AgentService over gRPC: sessions as callbacks, the rest as blocking calls.
class Service final
    : public v1::AgentService::WithCallbackMethod_Session<v1::AgentService::Service> {
 public:
  // All must outlive it.
  Service(base::Calls& calls, const Surroundings& around, base::Workers& workers,
          prometheus::Registry& registry);

  grpc::ServerBidiReactor<v1::SessionRequest, v1::SessionResponse>* Session(
      grpc::CallbackServerContext* context) override;

  grpc::Status RefineNote(grpc::ServerContext* context, const v1::RefineNoteRequest* request,
                          v1::RefineNoteResponse* response) override;

  // Ends every session, so that its client joins again elsewhere; later ones are refused.
  void Stop();

 private:
  void Forget(SessionCall& call);

  base::Calls& calls_;
  const Surroundings& around_;
  base::Workers& workers_;
  prometheus::Gauge& open_;

  std::mutex mutex_;
  absl::flat_hash_set<SessionCall*> sessions_;  // Guarded by mutex_.
  bool stopped_ = false;                        // Guarded by mutex_.
};

}  // namespace lossy::agent
