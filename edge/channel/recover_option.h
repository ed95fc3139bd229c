#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "edge/pubsub/position.h"

namespace lossy::edge {

// The option "recover" of a join. A client with the option receives its position in the topic's
// log, so that a later join can recover the events that it missed.
struct RecoverOption {
  // The client's last position, if it had one.
  absl::optional<Position> after;
};

// Reads the member "recover" of a join's params: true, or {"epoch": "…", "offset": 41}. Returns
// nullopt if it is absent, null or false, and INVALID_ARGUMENT if it is anything else. `json` must
// be a JSON object, which kJsonPadding readable bytes must follow. Thread-safe; each thread keeps a
// parser.
absl::StatusOr<absl::optional<RecoverOption>> ReadRecoverOption(absl::string_view json);

}  // namespace lossy::edge
