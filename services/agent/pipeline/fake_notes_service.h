#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "google/protobuf/message.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "lossy/notes/v1/notes.grpc.pb.h"

namespace lossy::agent {

// A fake of the notes service: an in-process gRPC server with one note for each request id. It
// rejects requests that set the field `refused_field`. Tests may access its members only while no
// call is in progress.
class FakeNotesService final : public notes::v1::NotesService::Service {
 public:
  FakeNotesService() {
    grpc::ServerBuilder builder;
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }

  std::shared_ptr<grpc::Channel> Channel() { return server_->InProcessChannel({}); }

  grpc::Status CreateNote(grpc::ServerContext*, const notes::v1::CreateNoteRequest* request,
                          notes::v1::CreateNoteResponse* response) override {
    creates.push_back(*request);
    if (absl::Status refused = Check(*request); !refused.ok()) return base::ToGrpc(refused);
    notes::v1::Note& note = notes[request->request_id()];
    note.set_id(request->request_id());
    note.set_text(request->text());
    if (request->has_video_id()) note.set_video_id(request->video_id());
    note.set_timestamp_seconds(request->timestamp_seconds());
    note.set_heard_by(request->heard_by());
    note.set_written_by(request->written_by());
    note.set_status(notes::v1::NOTE_STATUS_GHOST);
    note.set_revision(1);
    *response->mutable_note() = note;
    return grpc::Status::OK;
  }

  grpc::Status UpdateNote(grpc::ServerContext*, const notes::v1::UpdateNoteRequest* request,
                          notes::v1::UpdateNoteResponse* response) override {
    updates.push_back(*request);
    if (absl::Status refused = Check(*request); !refused.ok()) return base::ToGrpc(refused);
    notes::v1::Note& note = notes[request->note_id()];
    note.set_text(request->text());
    note.set_written_by(request->written_by());
    note.set_revision(note.revision() + 1);
    *response->mutable_note() = note;
    return grpc::Status::OK;
  }

  grpc::Status GetNote(grpc::ServerContext*, const notes::v1::GetNoteRequest* request,
                       notes::v1::GetNoteResponse* response) override {
    *response->mutable_note() = notes[request->note_id()];
    return grpc::Status::OK;
  }

  std::string refused_field;  // Empty if none is refused.
  absl::Status refusal = base::InvalidArgument("field", "is refused");
  std::map<std::string, notes::v1::Note> notes;  // By id.
  std::vector<notes::v1::CreateNoteRequest> creates;
  std::vector<notes::v1::UpdateNoteRequest> updates;

 private:
  // As in the real service, a name has at most 64 bytes.
  template <typename Request>
  absl::Status Check(const Request& request) const {
    if (request.heard_by().size() > 64) return base::InvalidArgument("heard_by", "is too long");
    if (request.written_by().size() > 64) return base::InvalidArgument("written_by", "is too long");
    const auto* field = Request::descriptor()->FindFieldByName(refused_field);
    const bool refused = field != nullptr && request.GetReflection()->HasField(request, field);
    return refused ? refusal : absl::OkStatus();
  }

  std::unique_ptr<grpc::Server> server_;
};

}  // namespace lossy::agent
