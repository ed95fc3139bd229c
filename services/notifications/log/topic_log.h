#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "google/protobuf/any.pb.h"
#include "services/notifications/events/event.h"

namespace lossy::notifications {

// Orders the events of each topic and keeps the newest ones. A topic exists from the first call
// about it, with an epoch of its own. The log drops an empty topic after a long time without use.
// Offsets are dense and start with 1. When a Redaction is appended, the log removes the content of
// the earlier events that it means. Thread-safe; any call may block.
class TopicLog {
 public:
  struct NewEvent {
    std::string topic;
    std::string event_id;
    google::protobuf::Any event;
  };

  struct Appended {
    v1::Position position;
    EventPtr event;  // Null for a repeated event.
  };

  // The approximate limit of one Read in bytes. Read returns the first event whatever its size.
  static constexpr std::int64_t kReadBytes = 2 << 20;

  struct Range {
    std::vector<EventPtr> events;  // In order, without gaps.
    v1::Position head;             // Of the last event of the topic.
  };

  virtual ~TopicLog() = default;

  // Appends the events, those of one topic in their order. It skips an event whose id the topic's
  // history has, and returns the first position. The answers are in the order of `events`. After a
  // failure, the later events of the topic fail, too. An event with an error may have been
  // appended: a repeated append returns its position.
  virtual std::vector<absl::StatusOr<Appended>> AppendAll(std::vector<NewEvent> events) = 0;

  absl::StatusOr<Appended> Append(const std::string& topic, const std::string& event_id,
                                  const google::protobuf::Any& event) {
    std::vector<NewEvent> events;
    events.push_back({.topic = topic, .event_id = event_id, .event = event});
    return std::move(AppendAll(std::move(events)).front());
  }

  // Reads at most `limit` events and kReadBytes after `after`, or from the oldest event on.
  // OUT_OF_RANGE if the history does not reach back to `after`, or if the topic has another epoch.
  // DATA_LOSS if the epoch is the same, but the log does not have `after` or lacks events: it was
  // restored to an earlier state.
  virtual absl::StatusOr<Range> Read(const std::string& topic,
                                     const absl::optional<v1::Position>& after, int limit) = 0;

  // Returns the positions of the topics' last events, in the order of `topics`.
  virtual absl::StatusOr<std::vector<v1::Position>> Heads(
      absl::Span<const absl::string_view> topics) = 0;

  // Begins new epochs of these topics, or of all topics if the list is empty. The events stay, and
  // keep their offsets in the new epochs.
  virtual absl::Status EndEpochs(absl::Span<const absl::string_view> topics) = 0;

  // Ends all epochs unless they have ended before. For a position that this log returned, and for
  // which Read returns DATA_LOSS.
  virtual absl::Status EndIfWentBack(const std::string& topic, const v1::Position& known) = 0;
};

}  // namespace lossy::notifications
