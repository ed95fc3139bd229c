#pragma once

#include "base/rpc/unary_method.h"
#include "lossy/notes/v1/notes.grpc.pb.h"
#include "services/notes/exporter.h"
#include "services/notes/notes.h"
#include "services/notes/revisions.h"
#include "services/shared/user_settings/user_settings.h"

namespace lossy::notes {

// NotesService over gRPC (notes.proto). Each method authenticates the caller and calls the method
// of Notes, Revisions or Exporter. Threads: thread-safe.
class Service final : public v1::NotesService::Service {
 public:
  // The arguments must outlive the service.
  Service(base::Calls& calls, Notes& notes, Revisions& revisions, Exporter& exporter,
          services::Settings& settings)
      : calls_(calls),
        notes_(notes),
        revisions_(revisions),
        exporter_(exporter),
        settings_(settings) {}

  LOSSY_UNARY_METHOD(v1, JoinVideoNotes, JoinVideo);
  LOSSY_UNARY_METHOD(v1, JoinUserNotes, JoinUser);
  LOSSY_UNARY_METHOD(v1, ListVideoNotes, notes_.ListOfVideo);
  LOSSY_UNARY_METHOD(v1, ListNotes, notes_.List);
  LOSSY_UNARY_METHOD(v1, ExportNotes, exporter_.Export);
  LOSSY_UNARY_METHOD(v1, GetNote, notes_.Get);
  LOSSY_UNARY_METHOD(v1, CreateNote, notes_.Create);
  LOSSY_UNARY_METHOD(v1, UpdateNote, revisions_.Update);
  LOSSY_UNARY_METHOD(v1, ListNoteRevisions, revisions_.List);
  LOSSY_UNARY_METHOD(v1, RevertNote, revisions_.Revert);
  LOSSY_UNARY_METHOD(v1, CountDeletedNotes, notes_.CountDeleted);
  LOSSY_UNARY_METHOD(v1, DeleteNote, notes_.Delete);
  LOSSY_UNARY_METHOD(v1, EnrichNote, notes_.Enrich);
  LOSSY_UNARY_METHOD(v1, GetUsage, notes_.GetUsage);

 private:
  // Check the join, then fill the reply with the user's settings.
  absl::Status JoinVideo(const base::Caller& caller, const v1::JoinVideoNotesRequest& request,
                         v1::JoinVideoNotesResponse* response);
  absl::Status JoinUser(const base::Caller& caller, const v1::JoinUserNotesRequest& request,
                        v1::JoinUserNotesResponse* response);

  base::Calls& calls_;
  Notes& notes_;
  Revisions& revisions_;
  Exporter& exporter_;
  services::Settings& settings_;
};

}  // namespace lossy::notes
