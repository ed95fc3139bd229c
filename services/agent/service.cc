#include "services/agent/service.h"

#include <utility>

#include "base/rpc/rejected_stream.h"

namespace lossy::agent {

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* Service::Session(
    grpc::CallbackServerContext* context) {
  absl::StatusOr<base::Caller> caller = calls_.Authenticate(*context);
  if (!caller.ok()) return new base::RejectedStream(caller.status());
  return streams_.Open(*context, *std::move(caller));
}

grpc::Status Service::RefineNote(grpc::ServerContext* context, const v1::RefineNoteRequest* request,
                                 v1::RefineNoteResponse* response) {
  return calls_.Run(*context, "RefineNote", [&](const base::Caller& caller) -> absl::Status {
    absl::StatusOr<notes::v1::Note> note = refiner_.Refine(caller, *request);
    if (!note.ok()) return note.status();
    response->set_refined_text(note->text());
    *response->mutable_note() = *std::move(note);
    return absl::OkStatus();
  });
}

grpc::Status Service::ListRecordings(grpc::ServerContext* context,
                                     const v1::ListRecordingsRequest* request,
                                     v1::ListRecordingsResponse* response) {
  return calls_.Run(*context, "ListRecordings", [&](const base::Caller& caller) {
    return recordings_.List(caller, *request, response);
  });
}

grpc::Status Service::TranscribeAgain(grpc::ServerContext* context,
                                      const v1::TranscribeAgainRequest* request,
                                      v1::TranscribeAgainResponse*) {
  return calls_.Run(*context, "TranscribeAgain", [&](const base::Caller& caller) {
    return recordings_.TranscribeAgain(caller, *request);
  });
}

grpc::Status Service::DeleteRecording(grpc::ServerContext* context,
                                      const v1::DeleteRecordingRequest* request,
                                      v1::DeleteRecordingResponse* response) {
  return calls_.Run(*context, "DeleteRecording", [&](const base::Caller& caller) {
    return recordings_.Delete(caller, *request, response);
  });
}

grpc::Status Service::GetUsage(grpc::ServerContext* context, const v1::GetUsageRequest* request,
                               v1::GetUsageResponse* response) {
  return calls_.Run(*context, "GetUsage", [&](const base::Caller& caller) {
    return usage_.Get(caller, *request, response);
  });
}

}  // namespace lossy::agent
