#pragma once

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace lossy::agent {

// Returns a model's words as the text of a note: one line without control characters, "<" and ">",
// at most `max_bytes` bytes long.
std::string NoteText(absl::string_view text, std::size_t max_bytes);

// The longest text of a note from a model. The prompt asks for one or two sentences.
inline constexpr std::size_t kMostNoteBytes = 2'000;

}  // namespace lossy::agent
