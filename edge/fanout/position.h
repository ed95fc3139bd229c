#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// A place in a pub/sub topic's log. Offsets are dense within an epoch; those of two epochs cannot
// be compared.
struct Position {
  std::string epoch;
  std::int64_t offset = 0;
};

// The JSON object `object` with one member more, "position".
std::string WithPosition(absl::string_view object, const Position& position);

// With two more, "position" and "recovered".
std::string WithRecovery(absl::string_view object, const Position& position, bool recovered);

}  // namespace lossy::edge
