#pragma once

#include "base/rpc/calls.h"
#include "lossy/agent/v1/agent.grpc.pb.h"
#include "services/agent/recordings.h"
#include "services/agent/session/session_streams.h"
#include "services/agent/usage/usage_report.h"
#include "services/agent/vision/note_refiner.h"

namespace lossy::agent {

// Service implements AgentService over gRPC. It authenticates each call, and forwards it: session
// streams to SessionStreams as callbacks, other calls as blocking calls. Thread-safe.
class Service final
    : public v1::AgentService::WithRawCallbackMethod_Session<v1::AgentService::Service> {
 public:
  // All references must outlive it.
  Service(base::Calls& calls, SessionStreams& streams, NoteRefiner& refiner, Recordings& recordings,
          UsageReport& usage)
      : calls_(calls),
        streams_(streams),
        refiner_(refiner),
        recordings_(recordings),
        usage_(usage) {}

  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* Session(
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

 private:
  base::Calls& calls_;
  SessionStreams& streams_;
  NoteRefiner& refiner_;
  Recordings& recordings_;
  UsageReport& usage_;
};

}  // namespace lossy::agent
