#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace lossy::agent {

// Returns the stem of an English word, which its forms share: "cuts", "cutting" and "cut" have the
// same stem. A stem is not always a word.
std::string Stem(absl::string_view word);

// Returns the plain words of keys (Word::key): two for "b-roll", and "music" for "music's".
std::vector<std::string> PlainWords(absl::Span<const std::string> keys);

}  // namespace lossy::agent
