#include "services/agent/pipeline/notes_client.h"

#include <utility>

#include "base/error/error.h"

namespace lossy::agent {
namespace {

template <typename Response>
absl::StatusOr<notes::v1::Note> NoteOf(absl::StatusOr<Response> response) {
  if (!response.ok()) return response.status();
  return std::move(*response->mutable_note());
}

}  // namespace

NotesClient::NotesClient(std::shared_ptr<grpc::Channel> notes,
                         const base::InternalIdentity& identity, absl::Duration limit)
    : stub_(notes::v1::NotesService::NewStub(std::move(notes))),
      identity_(identity),
      limit_(limit) {}

template <typename Request, typename Response>
absl::StatusOr<Response> NotesClient::Call(Method<Request, Response> method,
                                           const std::string& user_id, const std::string& call_id,
                                           const Request& request) {
  grpc::ClientContext context;
  base::Propagate(identity_.ToCall(user_id, call_id, notes::v1::NotesService::service_full_name()),
                  limit_, context);
  Response response;
  absl::Status status = base::FromGrpc((stub_.get()->*method)(&context, request, &response));
  if (!status.ok()) return status;
  return response;
}

absl::StatusOr<notes::v1::Note> NotesClient::Create(const std::string& user_id,
                                                    const std::string& call_id,
                                                    const notes::v1::CreateNoteRequest& request) {
  return NoteOf(Call(&notes::v1::NotesService::Stub::CreateNote, user_id, call_id, request));
}

absl::StatusOr<notes::v1::Note> NotesClient::Update(const std::string& user_id,
                                                    const std::string& call_id,
                                                    const notes::v1::UpdateNoteRequest& request) {
  return NoteOf(Call(&notes::v1::NotesService::Stub::UpdateNote, user_id, call_id, request));
}

absl::StatusOr<notes::v1::Note> NotesClient::Get(const std::string& user_id,
                                                 const std::string& call_id,
                                                 const std::string& note_id) {
  notes::v1::GetNoteRequest request;
  request.set_note_id(note_id);
  return NoteOf(Call(&notes::v1::NotesService::Stub::GetNote, user_id, call_id, request));
}

absl::StatusOr<notes::v1::CountDeletedNotesResponse> NotesClient::CountDeleted(
    const std::string& user_id, const std::string& call_id, const std::string& session_id) {
  notes::v1::CountDeletedNotesRequest request;
  request.set_session_id(session_id);
  return Call(&notes::v1::NotesService::Stub::CountDeletedNotes, user_id, call_id, request);
}

}  // namespace lossy::agent
