#pragma once

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "lossy/notes/v1/notes.pb.h"

namespace lossy::agent {

// The category that a model names in words of its own: "Music" is audio, "colour grading" is color.
// Of two or three categories, the first. Nullopt: the words name no category, or so many that the
// model repeats the list of choices.
absl::optional<notes::v1::NoteCategory> CategoryNamed(absl::string_view name);

}  // namespace lossy::agent
