#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "lossy/notes/v1/notes.pb.h"
#include "services/agent/storage/transcript_store.h"

namespace lossy::agent {

// Returns the id for which the quota counts the refinements of a note: its session if it was
// spoken, else its video, else the note itself. Errors: those of the database.
absl::StatusOr<std::string> RefinementScope(TranscriptStore& transcripts,
                                            const notes::v1::Note& note,
                                            const std::string& user_id);

}  // namespace lossy::agent
