#pragma once

#include <functional>
#include <string>

#include "absl/strings/string_view.h"

namespace lossy::agent {

// A trigram model of the sentences, one a line, in the ARPA format: how likely a word is behind two
// others. Case and punctuation do not count. A word that `is_known` does not know ends a sentence,
// and the next word begins another. Empty: there are no sentences.
std::string MakeArpa(absl::string_view sentences,
                     const std::function<bool(const std::string&)>& is_known);

}  // namespace lossy::agent
