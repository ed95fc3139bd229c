#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// A position in a pub/sub topic's log. Offsets are dense within an epoch. Offsets of two epochs
// cannot be compared.
struct Position {
  std::string epoch;
  std::int64_t offset = 0;
  // The run of the database server that stored the event at this offset. Runs do not decrease
  // within an epoch. After the log was restored to an earlier state, another event at the same
  // offset has another run. 0: unknown.
  std::int64_t run = 0;
};

// Returns true if two positions with the same epoch and offset can be of the same event.
inline bool SameRun(const Position& a, const Position& b) {
  return a.run == b.run || a.run == 0 || b.run == 0;
}

// Returns the JSON object `object` with one more member, "position".
std::string WithPosition(absl::string_view object, const Position& position);

// Returns the object with two more members, "position" and "recovered".
std::string WithRecovery(absl::string_view object, const Position& position, bool recovered);

}  // namespace lossy::edge
