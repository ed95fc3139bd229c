#pragma once

#include <functional>
#include <string>

#include "absl/strings/string_view.h"

namespace lossy::agent {

// A trigram model in the ARPA format: the probability of a word behind two others. `sentences` has
// one sentence a line; case and punctuation do not count. A word that `is_known` rejects ends a
// sentence, and the next word begins another. Empty: there are no sentences.
std::string MakeArpa(absl::string_view sentences,
                     const std::function<bool(const std::string&)>& is_known);

}  // namespace lossy::agent
