#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

struct ps_decoder_s;

namespace lossy::agent {

// Sets a decoder's language: English of the general model, in which the words of `sentences`, one
// sentence a line, are more likely. No other word becomes impossible. NOT_FOUND: the general model
// cannot be read. INTERNAL: the two models cannot be combined.
absl::Status SetLanguage(ps_decoder_s* decoder, const std::string& general_model,
                         absl::string_view sentences);

}  // namespace lossy::agent
