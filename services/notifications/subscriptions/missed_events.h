#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/notifications/log/topic_log.h"

namespace lossy::notifications {

// The number of events that the hub reads from the log at a time.
inline constexpr int kMissedPage = 256;

// The events after a position that a subscriber missed, as far as the log has been read. Not
// thread-safe.
struct MissedEvents {
  v1::Position after;
  v1::Position end;  // The position of the last event read; `after` if there is none.
  std::vector<EventPtr> events;
  std::size_t bytes = 0;

  // Reads the events up to the head of the topic `name`. Returns the errors of TopicLog::Read, and
  // OUT_OF_RANGE if the events have more than `max_bytes` bytes.
  absl::Status ReadOn(TopicLog& log, const std::string& name, std::size_t max_bytes);
};

}  // namespace lossy::notifications
