#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "google/protobuf/any.pb.h"
#include "lossy/notifications/v1/notifications.pb.h"

namespace lossy::notifications {

// An encoded SubscribeResponse. All streams that send it share the bytes. Immutable.
using Frame = std::shared_ptr<const std::string>;

Frame Encode(const v1::SubscribeResponse& response);

// Returns a SubscribeResponse.Batch of the frames' responses, whose bytes it copies.
Frame EncodeBatch(absl::Span<const Frame> frames);

// Returns a SubscribeResponse.Batch with the responses of the frames. It copies them as they are.
Frame EncodeBatch(absl::Span<const Frame> frames);

// The cause of an event, as in v1::PublishRequest: the times from which its delivery is measured,
// in microseconds since 1970, 0 if unknown; and its trace.
struct EventOrigin {
  std::int64_t changed_us = 0;
  std::int64_t acted_us = 0;
  std::string traceparent = {};
};

// Returns the origin of an event of another replica.
EventOrigin OriginOf(const v1::Event& event);

// An event with its position in a topic's log, in the form that streams send.
struct LoggedEvent {
  std::string event_id;
  v1::Position position;
  std::string encoded;  // A SubscribeResponse.
  EventOrigin origin;
};

// Immutable and shared, like a Frame.
using EventPtr = std::shared_ptr<const LoggedEvent>;

EventPtr MakeEvent(const std::string& topic, const v1::Position& position,
                   const std::string& event_id, const google::protobuf::Any& event,
                   const EventOrigin& origin = {});

// Returns the event with RedactedContent() in place of its content.
EventPtr Redact(const LoggedEvent& event);

// Returns the content that all redacted events have.
google::protobuf::Any RedactedContent();

// Returns the event as a Redaction, or nullopt if it has another type.
absl::optional<v1::Redaction> AsRedaction(const google::protobuf::Any& event);

// True if the redaction applies to an event with this content: the content has one of its mentions,
// and is no Redaction itself.
bool Means(const v1::Redaction& redaction, const google::protobuf::Any& event);

// Returns the frame of the event. It shares the event's memory and keeps the event alive.
Frame FrameOf(const EventPtr& event);

// Returns the event as a message.
v1::Event Decode(const LoggedEvent& event);

}  // namespace lossy::notifications
