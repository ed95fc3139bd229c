#pragma once

#include "absl/status/status.h"
#include "base/pg/pool.h"
#include "base/rpc/caller.h"
#include "lossy/notes/v1/notes.pb.h"
#include "services/shared/video_access/video_access.h"

namespace lossy::notes {

// The method of NotesService that exports the notes of a video, without gRPC. It works on the
// caller's own videos; those of other users are NOT_FOUND.
//
// Threads: thread-safe. Errors: see notes.proto.
class Exporter {
 public:
  // `pool`, of the schema `notes`, and `videos` must outlive the object.
  Exporter(base::pg::Pool& pool, services::VideoAccess& videos) : pool_(pool), videos_(videos) {}

  absl::Status Export(const base::Caller& caller, const v1::ExportNotesRequest& request,
                      v1::ExportNotesResponse* response);

 private:
  base::pg::Pool& pool_;
  services::VideoAccess& videos_;
};

}  // namespace lossy::notes
