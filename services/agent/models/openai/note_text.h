#pragma once

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace lossy::agent {

// What a model says, as the text of a note: one line without control characters, "<" and ">", and
// cut to `max_bytes`.
std::string NoteText(absl::string_view text, std::size_t max_bytes);

// One or two sentences are asked for.
inline constexpr std::size_t kMostNoteBytes = 2'000;

}  // namespace lossy::agent
