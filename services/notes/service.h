#pragma once

#include "base/rpc/calls.h"
#include "lossy/notes/v1/notes.grpc.pb.h"
#include "services/notes/notes.h"
#include "services/notes/revisions.h"
#include "services/shared/user_settings/user_settings.h"

namespace lossy::notes {

// NotesService over gRPC (notes.proto). Each method authenticates the caller and calls the method
// of Notes or Revisions. Threads: thread-safe.
class Service final : public v1::NotesService::Service {
 public:
  // The arguments must outlive the service.
  Service(base::Calls& calls, Notes& notes, Revisions& revisions, services::Settings& settings)
      : calls_(calls), notes_(notes), revisions_(revisions), settings_(settings) {}

  grpc::Status JoinVideoNotes(grpc::ServerContext* context,
                              const v1::JoinVideoNotesRequest* request,
                              v1::JoinVideoNotesResponse* response) override;
  grpc::Status JoinUserNotes(grpc::ServerContext* context, const v1::JoinUserNotesRequest* request,
                             v1::JoinUserNotesResponse* response) override;
  grpc::Status ListVideoNotes(grpc::ServerContext* context,
                              const v1::ListVideoNotesRequest* request,
                              v1::ListVideoNotesResponse* response) override;
  grpc::Status ListNotes(grpc::ServerContext* context, const v1::ListNotesRequest* request,
                         v1::ListNotesResponse* response) override;
  grpc::Status GetNote(grpc::ServerContext* context, const v1::GetNoteRequest* request,
                       v1::GetNoteResponse* response) override;
  grpc::Status CreateNote(grpc::ServerContext* context, const v1::CreateNoteRequest* request,
                          v1::CreateNoteResponse* response) override;
  grpc::Status UpdateNote(grpc::ServerContext* context, const v1::UpdateNoteRequest* request,
                          v1::UpdateNoteResponse* response) override;
  grpc::Status ListNoteRevisions(grpc::ServerContext* context,
                                 const v1::ListNoteRevisionsRequest* request,
                                 v1::ListNoteRevisionsResponse* response) override;
  grpc::Status RevertNote(grpc::ServerContext* context, const v1::RevertNoteRequest* request,
                          v1::RevertNoteResponse* response) override;
  grpc::Status CountDeletedNotes(grpc::ServerContext* context,
                                 const v1::CountDeletedNotesRequest* request,
                                 v1::CountDeletedNotesResponse* response) override;
  grpc::Status DeleteNote(grpc::ServerContext* context, const v1::DeleteNoteRequest* request,
                          v1::DeleteNoteResponse* response) override;
  grpc::Status EnrichNote(grpc::ServerContext* context, const v1::EnrichNoteRequest* request,
                          v1::EnrichNoteResponse* response) override;
  grpc::Status GetUsage(grpc::ServerContext* context, const v1::GetUsageRequest* request,
                        v1::GetUsageResponse* response) override;

 private:
  base::Calls& calls_;
  Notes& notes_;
  Revisions& revisions_;
  services::Settings& settings_;
};

}  // namespace lossy::notes
