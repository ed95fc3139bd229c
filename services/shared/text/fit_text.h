#pragma once

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace lossy::services {

// The most bytes of a text and of a name that the notes service accepts.
inline constexpr std::size_t kMaxTextBytes = 10'000;
inline constexpr std::size_t kMaxNameBytes = 64;

// Makes `text` acceptable for the notes service: valid UTF-8, without control characters and
// markup, and at most kMaxTextBytes, cut between two characters. Returns an empty text if no
// character of `text` is acceptable.
std::string FitText(absl::string_view text);

// The same for the name of a recogniser, a model or a client, with kMaxNameBytes.
std::string FitName(absl::string_view name);

}  // namespace lossy::services
