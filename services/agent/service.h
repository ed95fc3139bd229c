#pragma once

#include "base/rpc/unary_method.h"
#include "lossy/agent/v1/agent.grpc.pb.h"
#include "services/agent/recordings.h"
#include "services/agent/session/session_streams.h"
#include "services/agent/usage/usage_report.h"
#include "services/agent/vision/note_refiner.h"

namespace lossy::agent {

// AgentService over gRPC: the table of its methods and their rules. It serves session streams as
// callbacks, and other calls as blocking calls. Thread-safe.
class Service final
    : public v1::AgentService::WithRawCallbackMethod_Session<v1::AgentService::Service> {
 public:
  // All references must outlive the object.
  Service(base::Calls& calls, SessionStreams& streams, NoteRefiner& refiner, Recordings& recordings,
          UsageReport& usage)
      : calls_(calls),
        streams_(streams),
        refiner_(refiner),
        recordings_(recordings),
        usage_(usage) {}

  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* Session(
      grpc::CallbackServerContext* context) override;

  LOSSY_UNARY_METHOD(v1, RefineNote, Refine);
  LOSSY_UNARY_METHOD(v1, ListRecordings, recordings_.List);
  LOSSY_UNARY_METHOD(v1, TranscribeAgain, recordings_.TranscribeAgain);
  LOSSY_UNARY_METHOD(v1, DeleteRecording, recordings_.Delete);
  LOSSY_UNARY_METHOD(v1, GetUsage, usage_.Get);

 private:
  absl::Status Refine(const base::Caller& caller, const v1::RefineNoteRequest& request,
                      v1::RefineNoteResponse* response);

  base::Calls& calls_;
  SessionStreams& streams_;
  NoteRefiner& refiner_;
  Recordings& recordings_;
  UsageReport& usage_;
};

}  // namespace lossy::agent
