#pragma once

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "lossy/notes/v1/notes.pb.h"

namespace lossy::agent {

// Returns the category that a model means with a free text: AUDIO for "Music", COLOR for "colour
// grading". If the text names two or three categories, returns the first. Returns nullopt if it
// names none, or more: the model then repeats the list of choices.
absl::optional<notes::v1::NoteCategory> CategoryNamed(absl::string_view name);

}  // namespace lossy::agent
