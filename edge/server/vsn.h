#pragma once

#include "absl/strings/string_view.h"

namespace lossy::edge {

// Whether a client that asks for this version of the protocol gets V2: SemVer, "~> 2.0.0".
bool IsV2(absl::string_view vsn);

}  // namespace lossy::edge
