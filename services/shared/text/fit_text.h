#pragma once

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace lossy::services {

// The most bytes that the notes service accepts of a text and of a name.
inline constexpr std::size_t kMaxTextBytes = 10'000;
inline constexpr std::size_t kMaxNameBytes = 64;

// `text` as the notes service accepts it: valid UTF-8, without control characters and markup, and
// cut between two characters after the markup was replaced. The result fits whatever `text` is; it
// is empty if nothing of `text` may be stored.
std::string FitText(absl::string_view text);

// The same for the name of a recogniser, a model or a client.
std::string FitName(absl::string_view name);

}  // namespace lossy::services
