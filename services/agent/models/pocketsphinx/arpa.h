#pragma once

#include <functional>
#include <string>

#include "absl/strings/string_view.h"

namespace lossy::agent {

// Returns a trigram language model of `sentences` in the ARPA format: the probabilities of a word
// after two others. `sentences` has one sentence on each line; case and punctuation have no effect.
// A word for which `is_known` returns false ends a sentence, and the next word begins another.
// Returns an empty text if there are no sentences.
std::string MakeArpa(absl::string_view sentences,
                     const std::function<bool(const std::string&)>& is_known);

}  // namespace lossy::agent
