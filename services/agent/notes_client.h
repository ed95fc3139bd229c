#pragma once

#include <memory>

#include "absl/time/time.h"
#include "base/rpc/internal_identity.h"
#include "grpcpp/channel.h"
#include "lossy/notes/v1/notes.grpc.pb.h"
#include "services/agent/note_keeper.h"

namespace lossy::agent {

// The notes service as the agent needs it.
class NotesClient final : public NoteKeeper {
 public:
  // `identity` must outlive it. Every call is over within `limit`.
  NotesClient(std::shared_ptr<grpc::Channel> notes, const base::InternalIdentity& identity,
              absl::Duration limit);

  absl::StatusOr<notes::v1::Note> Create(const std::string& user_id, const std::string& call_id,
                                         const notes::v1::CreateNoteRequest& request) override;

 private:
  const std::unique_ptr<notes::v1::NotesService::Stub> stub_;
  const base::InternalIdentity& identity_;
  const absl::Duration limit_;
};

}  // namespace lossy::agent
