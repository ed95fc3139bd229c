#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

struct ps_decoder_s;

namespace lossy::agent {

// Sets the language model of a decoder: the general English model in the file `general_model`, with
// a higher probability for the words of `sentences`, which has one sentence on each line. All other
// words of the general model stay possible. Returns NOT_FOUND if the general model cannot be read,
// and INTERNAL if the two models cannot be combined.
absl::Status SetLanguage(ps_decoder_s* decoder, const std::string& general_model,
                         absl::string_view sentences);

}  // namespace lossy::agent
