#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "edge/pubsub/position.h"

namespace lossy::edge {

// A client that wants to know where in its topic's log it is, so that it can come back.
struct RecoverOption {
  // Where it was.
  absl::optional<Position> after;
};

// What a join's params say in "recover": true, or {"epoch": "…", "offset": 41}. Nullopt when it is
// not there, null or false; invalid_argument when it is something else. `json` is a JSON object,
// followed by kJsonPadding readable bytes. Keeps a parser for each thread.
absl::StatusOr<absl::optional<RecoverOption>> ReadRecoverOption(absl::string_view json);

}  // namespace lossy::edge
