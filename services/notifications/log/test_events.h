#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "google/protobuf/any.pb.h"
#include "gtest/gtest.h"
#include "services/notifications/log/topic_log.h"

namespace lossy::notifications {

// Returns an event with this number of bytes.
inline google::protobuf::Any Event(std::size_t bytes = 10) {
  google::protobuf::Any event;
  event.set_type_url("type.googleapis.com/test");
  event.set_value(std::string(bytes, 'x'));
  return event;
}

// Returns an event to append.
inline TopicLog::NewEvent NewEvent(const std::string& topic, const std::string& id,
                                   std::size_t bytes = 10) {
  return {.topic = topic, .event_id = id, .event = Event(bytes)};
}

// Returns `position` with another offset.
inline v1::Position At(v1::Position position, std::int64_t offset) {
  position.set_offset(offset);
  return position;
}

// Returns the offsets that the log reads. An error fails the test.
inline std::vector<std::int64_t> OffsetsOf(TopicLog& log, const std::string& topic,
                                           const absl::optional<v1::Position>& after, int limit) {
  const absl::StatusOr<TopicLog::Range> range = log.Read(topic, after, limit);
  EXPECT_TRUE(range.ok()) << range.status();
  std::vector<std::int64_t> offsets;
  for (const EventPtr& event : range->events) offsets.push_back(event->position.offset());
  return offsets;
}

}  // namespace lossy::notifications
