#pragma once

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "base/rpc/internal_identity.h"
#include "grpcpp/channel.h"
#include "lossy/notes/v1/notes.grpc.pb.h"
#include "services/agent/pipeline/notes_api.h"

namespace lossy::agent {

// NotesClient calls the notes service over gRPC. Thread-safe.
class NotesClient final : public NotesApi {
 public:
  // `identity` must outlive the object. `limit` is the time limit of each call.
  NotesClient(std::shared_ptr<grpc::Channel> notes, const base::InternalIdentity& identity,
              absl::Duration limit);

  absl::StatusOr<notes::v1::Note> Create(const std::string& user_id, const std::string& call_id,
                                         const notes::v1::CreateNoteRequest& request) override;
  absl::StatusOr<notes::v1::Note> Update(const std::string& user_id, const std::string& call_id,
                                         const notes::v1::UpdateNoteRequest& request) override;
  absl::StatusOr<notes::v1::Note> Get(const std::string& user_id, const std::string& call_id,
                                      const std::string& note_id) override;
  absl::StatusOr<notes::v1::CountDeletedNotesResponse> CountDeleted(
      const std::string& user_id, const std::string& call_id,
      const std::string& session_id) override;

 private:
  template <typename Request, typename Response>
  using Method = grpc::Status (notes::v1::NotesService::Stub::*)(grpc::ClientContext*,
                                                                 const Request&, Response*);

  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(Method<Request, Response> method, absl::string_view name,
                                const base::Caller& caller, const Request& request);
  base::Caller CallerOf(const std::string& user_id, const std::string& call_id) const;

  const std::unique_ptr<notes::v1::NotesService::Stub> stub_;
  const base::InternalIdentity& identity_;
  const absl::Duration limit_;
};

}  // namespace lossy::agent
