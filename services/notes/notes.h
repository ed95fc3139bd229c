#pragma once

#include "absl/status/status.h"
#include "base/pg/pool.h"
#include "base/rpc/caller.h"
#include "lossy/notes/v1/notes.pb.h"
#include "services/notes/note_creation.h"
#include "services/notes/usage.h"
#include "services/shared/video_access/video_access.h"

namespace lossy::notes {

// The methods of NotesService that create, read, enrich and delete notes, without gRPC. Each method
// works on the caller's own notes and videos; those of other users are NOT_FOUND. A change, its
// event and the update of its video are one transaction.
//
// Threads: thread-safe. Errors: see notes.proto, and those of VideoAccess if a video is named.
class Notes {
 public:
  // `pool`, of the schema `notes`, and `videos` must outlive the object.
  Notes(base::pg::Pool& pool, services::VideoAccess& videos, Quotas quotas = {})
      : pool_(pool), videos_(videos), quotas_(quotas), creation_(pool, quotas) {}

  // Return OK if the caller may subscribe to these notes.
  absl::Status JoinVideo(const base::Caller& caller, const v1::JoinVideoNotesRequest& request);
  absl::Status JoinUser(const base::Caller& caller, const v1::JoinUserNotesRequest& request);

  absl::Status ListOfVideo(const base::Caller& caller, const v1::ListVideoNotesRequest& request,
                           v1::ListVideoNotesResponse* response);
  absl::Status List(const base::Caller& caller, const v1::ListNotesRequest& request,
                    v1::ListNotesResponse* response);
  absl::Status Get(const base::Caller& caller, const v1::GetNoteRequest& request,
                   v1::GetNoteResponse* response);
  absl::Status Create(const base::Caller& caller, const v1::CreateNoteRequest& request,
                      v1::CreateNoteResponse* response);
  absl::Status Delete(const base::Caller& caller, const v1::DeleteNoteRequest& request,
                      v1::DeleteNoteResponse* response);
  absl::Status CountDeleted(const base::Caller& caller, const v1::CountDeletedNotesRequest& request,
                            v1::CountDeletedNotesResponse* response);
  absl::Status Enrich(const base::Caller& caller, const v1::EnrichNoteRequest& request,
                      v1::EnrichNoteResponse* response);
  absl::Status GetUsage(const base::Caller& caller, const v1::GetUsageRequest& request,
                        v1::GetUsageResponse* response);

 private:
  // Returns OK if `video_id` is a UUID and a video of the caller.
  absl::Status CheckVideo(const base::Caller& caller, const std::string& video_id);

  base::pg::Pool& pool_;
  services::VideoAccess& videos_;
  const Quotas quotas_;
  NoteCreation creation_;
};

}  // namespace lossy::notes
