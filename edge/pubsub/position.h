#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "base/text/shared_text.h"

namespace lossy::edge {

// The position of an event in the log of a pub/sub topic. Within an epoch, each event has the next
// offset. Offsets of different epochs cannot be compared.
struct Position {
  base::SharedText epoch;  // Names one uninterrupted history of the log.
  std::int64_t offset = 0;
  // The number of the database server's run that stored the event. Within an epoch, later events do
  // not have a lower run. It distinguishes two events at the same offset if the log was restored to
  // an earlier state between them. 0: unknown.
  std::int64_t run = 0;
};

// Returns true if two positions with the same epoch and offset can belong to the same event.
inline bool SameRun(const Position& a, const Position& b) {
  return a.run == b.run || a.run == 0 || b.run == 0;
}

// Returns the position as one word, "EPOCH:OFFSET" or "EPOCH:OFFSET.RUN": the id of a server-sent
// event.
std::string PositionId(const Position& position);
// Reads the result of PositionId. Returns nullopt for any other text.
absl::optional<Position> ReadPositionId(absl::string_view id);

// Returns the position as a JSON object, as it is in the payload of an event.
std::string PositionJson(const Position& position);

// Returns the JSON object `object` with one more member, "position".
std::string WithPosition(absl::string_view object, const Position& position);

// Returns the JSON object `object` with two more members, "position" and "recovered".
std::string WithRecovery(absl::string_view object, const Position& position, bool recovered);

}  // namespace lossy::edge
