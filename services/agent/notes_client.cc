#include "services/agent/notes_client.h"

#include <utility>

#include "base/error/error.h"

namespace lossy::agent {

NotesClient::NotesClient(std::shared_ptr<grpc::Channel> notes,
                         const base::InternalIdentity& identity, absl::Duration limit)
    : stub_(notes::v1::NotesService::NewStub(std::move(notes))),
      identity_(identity),
      limit_(limit) {}

absl::StatusOr<notes::v1::Note> NotesClient::Create(const std::string& user_id,
                                                    const std::string& call_id,
                                                    const notes::v1::CreateNoteRequest& request) {
  grpc::ClientContext context;
  base::Propagate(identity_.OnBehalfOf(user_id, call_id), limit_, context);
  notes::v1::CreateNoteResponse response;
  absl::Status status = base::FromGrpc(stub_->CreateNote(&context, request, &response));
  if (!status.ok()) return status;
  return std::move(*response.mutable_note());
}

}  // namespace lossy::agent
