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

// The rules of how notes change. Each method works on the caller's own notes, and another user's do
// not exist for it. The former content of a note is kept, and of two changes that were made of the
// same revision one is refused, if they say so. A change and its event are one transaction.
// Thread-safe. Errors: see notes.proto.
class Revisions {
 public:
  struct Limits {
    Quotas quotas;
    // The number of former revisions of a note that are kept, beside its first one.
    int former_revisions = 100;
  };

  // `pool`, of the schema `notes`, must outlive it.
  explicit Revisions(base::pg::Pool& pool) : Revisions(pool, Limits()) {}
  Revisions(base::pg::Pool& pool, Limits limits) : pool_(pool), limits_(limits) {}

  absl::Status Update(const base::Caller& caller, const v1::UpdateNoteRequest& request,
                      v1::UpdateNoteResponse* response);
  absl::Status List(const base::Caller& caller, const v1::ListNoteRevisionsRequest& request,
                    v1::ListNoteRevisionsResponse* response);
  absl::Status Revert(const base::Caller& caller, const v1::RevertNoteRequest& request,
                      v1::RevertNoteResponse* response);

 private:
  // Makes a change, once for the request.
  absl::Status Write(const base::Caller& caller, const char* method, const std::string& request_id,
                     google::protobuf::Message* response,
                     absl::FunctionRef<absl::Status(base::pg::Transaction&)> work);

  base::pg::Pool& pool_;
  const Limits limits_;
};

}  // namespace lossy::notes
