#include "services/notes/service.h"

#include "services/shared/join_reply/join_reply.h"

namespace lossy::notes {

using base::Caller;

grpc::Status Service::JoinVideoNotes(grpc::ServerContext* context,
                                     const v1::JoinVideoNotesRequest* request,
                                     v1::JoinVideoNotesResponse* response) {
  return calls_.Run(*context, "JoinVideoNotes", [&](const Caller& caller) {
    if (absl::Status admitted = notes_.JoinVideo(caller, *request); !admitted.ok()) return admitted;
    services::FillJoinReply(caller.identity, settings_.Get(caller), request->requested_version(),
                            response);
    response->mutable_scope()->set_type("video");
    response->mutable_scope()->set_id(request->video_id());
    return absl::OkStatus();
  });
}

grpc::Status Service::JoinUserNotes(grpc::ServerContext* context,
                                    const v1::JoinUserNotesRequest* request,
                                    v1::JoinUserNotesResponse* response) {
  return calls_.Run(*context, "JoinUserNotes", [&](const Caller& caller) {
    if (absl::Status admitted = notes_.JoinUser(caller, *request); !admitted.ok()) return admitted;
    services::FillJoinReply(caller.identity, settings_.Get(caller), request->requested_version(),
                            response);
    response->mutable_scope()->set_type("user");
    response->mutable_scope()->set_id(request->user_id());
    return absl::OkStatus();
  });
}

grpc::Status Service::ListVideoNotes(grpc::ServerContext* context,
                                     const v1::ListVideoNotesRequest* request,
                                     v1::ListVideoNotesResponse* response) {
  return calls_.Run(*context, "ListVideoNotes", [&](const Caller& caller) {
    return notes_.ListOfVideo(caller, *request, response);
  });
}

grpc::Status Service::ListNotes(grpc::ServerContext* context, const v1::ListNotesRequest* request,
                                v1::ListNotesResponse* response) {
  return calls_.Run(*context, "ListNotes",
                    [&](const Caller& caller) { return notes_.List(caller, *request, response); });
}

grpc::Status Service::GetNote(grpc::ServerContext* context, const v1::GetNoteRequest* request,
                              v1::GetNoteResponse* response) {
  return calls_.Run(*context, "GetNote",
                    [&](const Caller& caller) { return notes_.Get(caller, *request, response); });
}

grpc::Status Service::CreateNote(grpc::ServerContext* context, const v1::CreateNoteRequest* request,
                                 v1::CreateNoteResponse* response) {
  return calls_.Run(*context, "CreateNote", [&](const Caller& caller) {
    return notes_.Create(caller, *request, response);
  });
}

grpc::Status Service::UpdateNote(grpc::ServerContext* context, const v1::UpdateNoteRequest* request,
                                 v1::UpdateNoteResponse* response) {
  return calls_.Run(*context, "UpdateNote", [&](const Caller& caller) {
    return revisions_.Update(caller, *request, response);
  });
}

grpc::Status Service::ListNoteRevisions(grpc::ServerContext* context,
                                        const v1::ListNoteRevisionsRequest* request,
                                        v1::ListNoteRevisionsResponse* response) {
  return calls_.Run(*context, "ListNoteRevisions", [&](const Caller& caller) {
    return revisions_.List(caller, *request, response);
  });
}

grpc::Status Service::RevertNote(grpc::ServerContext* context, const v1::RevertNoteRequest* request,
                                 v1::RevertNoteResponse* response) {
  return calls_.Run(*context, "RevertNote", [&](const Caller& caller) {
    return revisions_.Revert(caller, *request, response);
  });
}

grpc::Status Service::CountDeletedNotes(grpc::ServerContext* context,
                                        const v1::CountDeletedNotesRequest* request,
                                        v1::CountDeletedNotesResponse* response) {
  return calls_.Run(*context, "CountDeletedNotes", [&](const Caller& caller) {
    return notes_.CountDeleted(caller, *request, response);
  });
}

grpc::Status Service::DeleteNote(grpc::ServerContext* context, const v1::DeleteNoteRequest* request,
                                 v1::DeleteNoteResponse* response) {
  return calls_.Run(*context, "DeleteNote",
                    [&](const Caller& caller) { return notes_.Delete(caller, *request); });
}

grpc::Status Service::EnrichNote(grpc::ServerContext* context, const v1::EnrichNoteRequest* request,
                                 v1::EnrichNoteResponse* response) {
  return calls_.Run(*context, "EnrichNote", [&](const Caller& caller) {
    return notes_.Enrich(caller, *request, response);
  });
}

grpc::Status Service::GetUsage(grpc::ServerContext* context, const v1::GetUsageRequest* request,
                               v1::GetUsageResponse* response) {
  return calls_.Run(*context, "GetUsage", [&](const Caller& caller) {
    return notes_.GetUsage(caller, *request, response);
  });
}

}  // namespace lossy::notes
