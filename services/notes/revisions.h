#pragma once

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "base/pg/pool.h"
#include "base/rpc/caller.h"
#include "google/protobuf/message.h"
#include "lossy/notes/v1/notes.pb.h"
#include "services/notes/usage.h"

namespace lossy::notes {

// The methods of NotesService that change notes and list their revisions, without gRPC. Each method
// works on the caller's own notes; those of other users are NOT_FOUND. The former content of a note
// is kept as a revision. A change may name the revision that it expects; of two such changes of the
// same revision the second is ABORTED. A change and its event are one transaction.
//
// Threads: thread-safe. Errors: see notes.proto.
class Revisions {
 public:
  struct Limits {
    Quotas quotas;
    // The number of former revisions that a note keeps, besides its first one.
    int former_revisions = 100;
  };

  // `pool`, of the schema `notes`, must outlive the object.
  explicit Revisions(base::pg::Pool& pool) : Revisions(pool, Limits()) {}
  Revisions(base::pg::Pool& pool, Limits limits) : pool_(pool), limits_(limits) {}

  absl::Status Update(const base::Caller& caller, const v1::UpdateNoteRequest& request,
                      v1::UpdateNoteResponse* response);
  absl::Status List(const base::Caller& caller, const v1::ListNoteRevisionsRequest& request,
                    v1::ListNoteRevisionsResponse* response);
  absl::Status Revert(const base::Caller& caller, const v1::RevertNoteRequest& request,
                      v1::RevertNoteResponse* response);

 private:
  // Runs `work` in a transaction, once for the request.
  absl::Status Write(const base::Caller& caller, const char* method, const std::string& request_id,
                     google::protobuf::Message* response,
                     absl::FunctionRef<absl::Status(base::pg::Transaction&)> work);

  base::pg::Pool& pool_;
  const Limits limits_;
};

}  // namespace lossy::notes
