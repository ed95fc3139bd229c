#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace lossy::agent {

// The part of an English word that its forms share: "cuts", "cutting" and "cut" are one. Not always
// a word itself.
std::string Stem(absl::string_view word);

// The words of keys: "b-roll" is two, "music's" is "music".
std::vector<std::string> PlainWords(absl::Span<const std::string> keys);

}  // namespace lossy::agent
