#include "services/agent/pipeline/notes_client.h"

#include <utility>

#include "base/rpc/outgoing_call.h"

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

base::Caller NotesClient::CallerOf(const std::string& user_id, const std::string& call_id) const {
  return identity_.ToCall(user_id, call_id, notes::v1::NotesService::service_full_name());
}

template <typename Request, typename Response>
absl::StatusOr<Response> NotesClient::Call(Method<Request, Response> method, absl::string_view name,
                                           const base::Caller& caller, const Request& request) {
  base::OutgoingCall call(caller, limit_, name);
  Response response;
  absl::Status status = call.Finish((stub_.get()->*method)(call.context(), request, &response));
  if (!status.ok()) return status;
  return response;
}

absl::StatusOr<notes::v1::Note> NotesClient::Create(const std::string& user_id,
                                                    const std::string& call_id,
                                                    const notes::v1::CreateNoteRequest& request) {
  return NoteOf(Call(&notes::v1::NotesService::Stub::CreateNote,
                     "lossy.notes.v1.NotesService/CreateNote", CallerOf(user_id, call_id),
                     request));
}

absl::StatusOr<notes::v1::Note> NotesClient::Update(const std::string& user_id,
                                                    const std::string& call_id,
                                                    const notes::v1::UpdateNoteRequest& request) {
  return NoteOf(Call(&notes::v1::NotesService::Stub::UpdateNote,
                     "lossy.notes.v1.NotesService/UpdateNote", CallerOf(user_id, call_id),
                     request));
}

absl::StatusOr<notes::v1::Note> NotesClient::Get(const std::string& user_id,
                                                 const std::string& call_id,
                                                 const std::string& note_id) {
  notes::v1::GetNoteRequest request;
  request.set_note_id(note_id);
  return NoteOf(Call(&notes::v1::NotesService::Stub::GetNote, "lossy.notes.v1.NotesService/GetNote",
                     CallerOf(user_id, call_id), request));
}

absl::StatusOr<notes::v1::CountDeletedNotesResponse> NotesClient::CountDeleted(
    const std::string& user_id, const std::string& call_id, const std::string& session_id) {
  notes::v1::CountDeletedNotesRequest request;
  request.set_session_id(session_id);
  return Call(&notes::v1::NotesService::Stub::CountDeletedNotes,
              "lossy.notes.v1.NotesService/CountDeletedNotes", CallerOf(user_id, call_id), request);
}

}  // namespace lossy::agent
