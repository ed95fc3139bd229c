#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::agent {

// A WebM whose first piece was lost, from the first cluster or blocks in `bytes` on, behind a
// header as browsers write it: with one track, of Opus. Of several tracks the one with the smallest
// blocks is heard: pictures have larger ones. Nullopt: no blocks follow each other in `bytes`.
absl::optional<std::string> WithWebmHeader(absl::string_view bytes);

}  // namespace lossy::agent
