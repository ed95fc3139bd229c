#pragma once

#include <cstddef>
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

// The interface to the log of events: it gives each event of a topic a position, and keeps the
// newest events. A position is an epoch and an offset. Offsets are dense and begin with 1. A topic
// exists from the first call about it, with a new epoch. The log drops a topic without events after
// a long time without use. When a Redaction is appended, the log removes the content of the earlier
// events to which it applies. Thread-safe; any call may block.
class TopicLog {
 public:
  struct NewEvent {
    std::string topic;
    std::string event_id;
    google::protobuf::Any event;
    EventOrigin origin = {};
  };

  struct Appended {
    v1::Position position;
    EventPtr event;  // Null for a repeated event.
  };

  // The approximate limit of one Read in bytes. Read returns the first event whatever its size.
  static constexpr std::int64_t kReadBytes = 2 << 20;

  struct Range {
    std::vector<EventPtr> events;  // In order, without gaps.
    v1::Position head;             // The position of the topic's last event.
  };

  // A moment of the log. The default is before all others.
  struct Mark {
    std::string server;            // Changes when all epochs may have ended.
    std::int64_t transaction = 0;  // Transactions before this one have ended.
    std::vector<Mark> parts = {};  // The marks of the logs of which this log consists.
  };

  // The topics that may have new events or a new epoch.
  struct Changes {
    std::vector<std::string> topics;    // Each once.
    std::vector<std::string> prefixes;  // All topics whose names begin so. "": all topics.
    Mark mark;                          // The moment at which the log was read.
  };

  virtual ~TopicLog() = default;

  // Appends the events, those of one topic in their order. The results are in the order of
  // `events`. An event whose id is already in the topic's history is a repeat: it is not appended,
  // and the result is its first position. After a failure, the later events of the topic fail, too.
  // An event with an error may have been appended; a repeated append then returns its position.
  virtual std::vector<absl::StatusOr<Appended>> AppendAll(std::vector<NewEvent> events) = 0;

  // Appends one event.
  absl::StatusOr<Appended> Append(const std::string& topic, const std::string& event_id,
                                  const google::protobuf::Any& event,
                                  const EventOrigin& origin = {}) {
    std::vector<NewEvent> events;
    events.push_back({.topic = topic, .event_id = event_id, .event = event, .origin = origin});
    return std::move(AppendAll(std::move(events)).front());
  }

  // Reads the events after `after`, or from the oldest one if `after` is nullopt: at most `limit`
  // events and kReadBytes. Returns OUT_OF_RANGE if the history does not reach back to `after`, or
  // if the topic has another epoch. Returns DATA_LOSS if the epoch is the same, but the log does
  // not have `after` or lacks events: it was restored to an earlier state.
  virtual absl::StatusOr<Range> Read(const std::string& topic,
                                     const absl::optional<v1::Position>& after, int limit) = 0;

  // The number of parts of which the log consists, such as databases. The topics of different parts
  // fail independently, so Heads must be called for each part alone.
  virtual std::size_t parts() const { return 1; }
  // Returns the part that has the topic, from 0.
  virtual std::size_t PartOf(absl::string_view topic) const { return 0; }

  // Returns the positions of the topics' last events, in the order of `topics`.
  virtual absl::StatusOr<std::vector<v1::Position>> Heads(
      absl::Span<const absl::string_view> topics) = 0;

  // Returns the topics that may have changed since `mark`, by any process. A log for which that
  // costs more than the comparison of all heads returns all topics.
  virtual absl::StatusOr<Changes> Changed(const Mark& mark) {
    return Changes{.topics = {}, .prefixes = {""}, .mark = mark};
  }

  // Begins new epochs of these topics, or of all topics if the list is empty. The events stay, and
  // keep their offsets in the new epochs.
  virtual absl::Status EndEpochs(absl::Span<const absl::string_view> topics) = 0;

  // Ends all epochs unless they have ended before. For a position that this log returned, and for
  // which Read returns DATA_LOSS.
  virtual absl::Status EndIfRolledBack(const std::string& topic, const v1::Position& known) = 0;
};

}  // namespace lossy::notifications
