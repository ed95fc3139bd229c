#pragma once

#include "absl/strings/string_view.h"
#include "lossy/notes/v1/notes.pb.h"

namespace lossy::agent {

// The category that a model means by a word of its own: "Music" is audio, "colour grading" is
// color. NOTE_CATEGORY_GENERAL when it is none that we know.
notes::v1::NoteCategory CategoryNamed(absl::string_view name);

}  // namespace lossy::agent
