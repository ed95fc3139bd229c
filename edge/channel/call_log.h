#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "edge/upstream/upstream.h"

namespace lossy::edge {

// Logs the answer to a client's event: a call of `method` that began at the steady time `start`.
// Thread-safe.
void LogCall(absl::string_view event, const Method& method, absl::string_view request_id,
             const absl::Status& status, absl::Time start);

}  // namespace lossy::edge
