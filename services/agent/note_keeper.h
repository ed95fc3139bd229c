#pragma once

#include "absl/status/statusor.h"
#include "lossy/notes/v1/notes.pb.h"

namespace lossy::agent {

// Where notes are kept. Thread-safe.
class NoteKeeper {
 public:
  virtual ~NoteKeeper() = default;

  // Creates the note on behalf of the user; repeating the request gives the first note.
  virtual absl::StatusOr<notes::v1::Note> Create(const std::string& user_id,
                                                 const std::string& call_id,
                                                 const notes::v1::CreateNoteRequest& request) = 0;
};

}  // namespace lossy::agent
