#pragma once

#include "absl/strings/string_view.h"

namespace lossy::edge {

// True if a join's params say {"presence": {"updates": true}}. `json` must be followed by
// kJsonPadding readable bytes. Keeps a parser for each thread.
bool WantsPresenceUpdates(absl::string_view json);

}  // namespace lossy::edge
