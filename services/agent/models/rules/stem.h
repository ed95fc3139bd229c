#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace lossy::agent {

// The part of an English word that its forms share: "cuts", "cutting" and "cut" have the same stem.
// A stem is not always a word.
std::string Stem(absl::string_view word);

// The words of keys: "b-roll" has two, "music's" has "music".
std::vector<std::string> PlainWords(absl::Span<const std::string> keys);

}  // namespace lossy::agent
