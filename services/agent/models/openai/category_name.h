#pragma once

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "lossy/notes/v1/notes.pb.h"

namespace lossy::agent {

// The category that a model means by a word of its own: "Music" is audio, "colour grading" is
// color. Of two or three, the first. Nothing when it is none of ours, or so many that the model
// repeats the list that it was to choose from.
absl::optional<notes::v1::NoteCategory> CategoryNamed(absl::string_view name);

}  // namespace lossy::agent
