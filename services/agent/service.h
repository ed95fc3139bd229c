#pragma once

#include <memory>
#include <mutex>

#include "absl/container/flat_hash_set.h"
#include "base/rpc/calls.h"
#include "base/workers/workers.h"
#include "lossy/agent/v1/agent.grpc.pb.h"
#include "prometheus/gauge.h"
#include "services/agent/privacy/spoken_words.h"
#include "services/agent/session/conversation.h"
#include "services/agent/session/session_call.h"
#include "services/agent/usage/storage_quota.h"
#include "services/agent/usage/usage_ledger.h"
#include "services/agent/vision/note_refiner.h"

namespace lossy::agent {

// AgentService over gRPC: sessions as callbacks, the rest as blocking calls.
class Service final
    : public v1::AgentService::WithCallbackMethod_Session<v1::AgentService::Service> {
 public:
  // All must outlive it.
  Service(base::Calls& calls, const Surroundings& around, NoteRefiner& refinery,
          UsageLedger& ledger, StorageQuota& quota, SpokenWords& words, base::Workers& workers,
          prometheus::Registry& registry);

  grpc::ServerBidiReactor<v1::SessionRequest, v1::SessionResponse>* Session(
      grpc::CallbackServerContext* context) override;

  grpc::Status RefineNote(grpc::ServerContext* context, const v1::RefineNoteRequest* request,
                          v1::RefineNoteResponse* response) override;
  grpc::Status ListRecordings(grpc::ServerContext* context,
                              const v1::ListRecordingsRequest* request,
                              v1::ListRecordingsResponse* response) override;
  grpc::Status TranscribeAgain(grpc::ServerContext* context,
                               const v1::TranscribeAgainRequest* request,
                               v1::TranscribeAgainResponse* response) override;
  grpc::Status DeleteRecording(grpc::ServerContext* context,
                               const v1::DeleteRecordingRequest* request,
                               v1::DeleteRecordingResponse* response) override;
  grpc::Status GetUsage(grpc::ServerContext* context, const v1::GetUsageRequest* request,
                        v1::GetUsageResponse* response) override;

  // Ends every session, so that its client joins again elsewhere; later ones are refused.
  void Stop();

 private:
  void Forget(SessionCall& call);

  base::Calls& calls_;
  const Surroundings& around_;
  NoteRefiner& refinery_;
  UsageLedger& ledger_;
  StorageQuota& quota_;
  SpokenWords& words_;
  base::Workers& workers_;
  prometheus::Gauge& open_;

  std::mutex mutex_;
  absl::flat_hash_set<SessionCall*> sessions_;  // Guarded by mutex_.
  bool stopped_ = false;                        // Guarded by mutex_.
};

}  // namespace lossy::agent
