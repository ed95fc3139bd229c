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
  // Of the database server that stored the event at this offset; runs do not decrease within an
  // epoch. Another run at the same offset: the log was restored to an earlier state in between, and
  // this is another event. 0: not known.
  std::int64_t run = 0;
};

// Whether two positions with the same epoch and offset can be of the same event.
inline bool SameRun(const Position& a, const Position& b) {
  return a.run == b.run || a.run == 0 || b.run == 0;
}

// The JSON object `object` with one member more, "position".
std::string WithPosition(absl::string_view object, const Position& position);

// With two more, "position" and "recovered".
std::string WithRecovery(absl::string_view object, const Position& position, bool recovered);

}  // namespace lossy::edge
