#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::agent {

// Repairs a WebM recording whose first piece, with the header, was lost. Returns a header like that
// of browsers, with one track of Opus, and the recording from its first cluster or blocks on. If
// the blocks have several tracks, the one with the smallest blocks is the sound, because pictures
// have larger blocks. Returns nullopt if `bytes` has no successive blocks.
absl::optional<std::string> WithWebmHeader(absl::string_view bytes);

}  // namespace lossy::agent
