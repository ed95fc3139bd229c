#pragma once

#include "absl/strings/string_view.h"

namespace lossy::edge {

// Returns true if a join's params `json` contain {"presence": {"updates": true}}: the client
// receives an update of metadata as such. kJsonPadding readable bytes must follow `json`.
// Thread-safe; each thread keeps a parser.
bool WantsPresenceUpdates(absl::string_view json);

}  // namespace lossy::edge
