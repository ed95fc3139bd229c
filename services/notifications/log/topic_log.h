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

// Gives the events of each topic their order and keeps the newest of them. A topic exists from the
// first time that anything is asked about it, with an epoch of its own, and is forgotten when it is
// empty and was not used for long. Offsets are dense and start with 1. Appending a Redaction
// takes the content of the earlier events that it means away from the log. Thread-safe; any call
// may block.
class TopicLog {
 public:
  struct NewEvent {
    std::string topic;
    std::string event_id;
    google::protobuf::Any event;
  };

  struct Appended {
    v1::Position position;
    EventPtr event;  // Null when it was a repeat.
  };

  // About the most that one Read returns, in bytes. The first event is returned whatever its size.
  static constexpr std::int64_t kReadBytes = 2 << 20;

  struct Range {
    std::vector<EventPtr> events;  // In order, without gaps.
    v1::Position head;             // The last event there is.
  };

  virtual ~TopicLog() = default;

  // Appends the events, those of one topic in their order, each unless the topic's history has one
  // with its id. The answers are in the order of `events`. An event that fails takes with it those
  // of its topic that come after it. When an error is returned, the event may have been appended
  // all the same; a repeat then tells.
  virtual std::vector<absl::StatusOr<Appended>> AppendAll(std::vector<NewEvent> events) = 0;

  absl::StatusOr<Appended> Append(const std::string& topic, const std::string& event_id,
                                  const google::protobuf::Any& event) {
    std::vector<NewEvent> events;
    events.push_back({.topic = topic, .event_id = event_id, .event = event});
    return std::move(AppendAll(std::move(events)).front());
  }

  // At most `limit` events and kReadBytes that come after `after`, or after the newest that was
  // trimmed. OUT_OF_RANGE when history does not reach back to `after` or its epoch is another.
  // DATA_LOSS when the epoch is the same but the log does not have `after`, or lacks events: it
  // went back.
  virtual absl::StatusOr<Range> Read(const std::string& topic,
                                     const absl::optional<v1::Position>& after, int limit) = 0;

  // The last positions of the topics, in the order of `topics`.
  virtual absl::StatusOr<std::vector<v1::Position>> Heads(
      absl::Span<const absl::string_view> topics) = 0;

  // Begins new epochs of these topics, or of all topics if there are none. The events stay, and
  // have their offsets in the new epochs.
  virtual absl::Status EndEpochs(absl::Span<const absl::string_view> topics) = 0;

  // For a position that this log returned and for which Read answers DATA_LOSS: ends all epochs,
  // unless they have ended since.
  virtual absl::Status EndIfWentBack(const std::string& topic, const v1::Position& known) = 0;
};

}  // namespace lossy::notifications
