#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "lossy/notes/v1/notes.pb.h"

namespace lossy::agent {

// Where notes are kept. Works on behalf of the user, as the part of whatever `call_id` follows.
// Thread-safe. Errors: those of notes.proto, and UNAVAILABLE.
class NotesApi {
 public:
  virtual ~NotesApi() = default;

  // Repeating the request gives the first note.
  virtual absl::StatusOr<notes::v1::Note> Create(const std::string& user_id,
                                                 const std::string& call_id,
                                                 const notes::v1::CreateNoteRequest& request) = 0;
  // ABORTED when the note is not at the expected revision any more.
  virtual absl::StatusOr<notes::v1::Note> Update(const std::string& user_id,
                                                 const std::string& call_id,
                                                 const notes::v1::UpdateNoteRequest& request) = 0;
  virtual absl::StatusOr<notes::v1::Note> Get(const std::string& user_id,
                                              const std::string& call_id,
                                              const std::string& note_id) = 0;
  // How many notes of a session its user deleted, by category.
  virtual absl::StatusOr<notes::v1::CountDeletedNotesResponse> CountDeleted(
      const std::string& user_id, const std::string& call_id, const std::string& session_id) = 0;
};

}  // namespace lossy::agent
