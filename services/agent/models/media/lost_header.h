#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::agent {

// A WebM whose first piece was lost, from the first cluster or blocks in `bytes` on, behind a
// header like that of browsers: with one track of Opus. Of several tracks, the one with the
// smallest blocks is the sound, because pictures have larger blocks. Nullopt: `bytes` has no
// successive blocks.
absl::optional<std::string> WithWebmHeader(absl::string_view bytes);

}  // namespace lossy::agent
