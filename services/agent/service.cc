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

absl::Status Service::Refine(const base::Caller& caller, const v1::RefineNoteRequest& request,
                             v1::RefineNoteResponse* response) {
  absl::StatusOr<notes::v1::Note> note = refiner_.Refine(caller, request);
  if (!note.ok()) return note.status();
  response->set_refined_text(note->text());
  *response->mutable_note() = *std::move(note);
  return absl::OkStatus();
}

}  // namespace lossy::agent
