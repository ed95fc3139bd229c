#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

struct ps_decoder_s;

namespace lossy::agent {

// Makes a decoder expect English as the general model knows it, and more than that what is said in
// the sentences, one a line: these words are then likelier, and no other becomes impossible.
// NOT_FOUND: the general model cannot be read. INTERNAL: the two cannot be mixed.
absl::Status SetLanguage(ps_decoder_s* decoder, const std::string& general_model,
                         absl::string_view sentences);

}  // namespace lossy::agent
