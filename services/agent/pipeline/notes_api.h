#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "lossy/notes/v1/notes.pb.h"

namespace lossy::agent {

// NotesApi is the part of the notes service that the agent uses. Each call acts for the user
// `user_id`; `call_id` is the request id for the logs. Calls block. Errors: those of notes.proto,
// and UNAVAILABLE. Thread-safe.
class NotesApi {
 public:
  virtual ~NotesApi() = default;

  // A repeated request returns the note of the first one.
  virtual absl::StatusOr<notes::v1::Note> Create(const std::string& user_id,
                                                 const std::string& call_id,
                                                 const notes::v1::CreateNoteRequest& request) = 0;
  // Returns ABORTED if the note is no longer at the expected revision.
  virtual absl::StatusOr<notes::v1::Note> Update(const std::string& user_id,
                                                 const std::string& call_id,
                                                 const notes::v1::UpdateNoteRequest& request) = 0;
  virtual absl::StatusOr<notes::v1::Note> Get(const std::string& user_id,
                                              const std::string& call_id,
                                              const std::string& note_id) = 0;
  // Returns how many notes of the session the user deleted, by category.
  virtual absl::StatusOr<notes::v1::CountDeletedNotesResponse> CountDeleted(
      const std::string& user_id, const std::string& call_id, const std::string& session_id) = 0;
};

}  // namespace lossy::agent
