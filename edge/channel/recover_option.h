#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "edge/pubsub/position.h"

namespace lossy::edge {

// The wish of a client to learn its position in the topic's log, so that it can recover later.
struct RecoverOption {
  // The client's last position, if it had one.
  absl::optional<Position> after;
};

// Reads "recover" of a join's params: true, or {"epoch": "…", "offset": 41}. Nullopt when it is
// not there, null or false; invalid_argument when it is something else. `json` is a JSON object,
// followed by kJsonPadding readable bytes. Keeps a parser for each thread.
absl::StatusOr<absl::optional<RecoverOption>> ReadRecoverOption(absl::string_view json);

}  // namespace lossy::edge
