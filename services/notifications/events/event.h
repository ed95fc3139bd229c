#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "google/protobuf/any.pb.h"
#include "lossy/notifications/v1/notifications.pb.h"

namespace lossy::notifications {

// An encoded SubscribeResponse. Made once and shared by all streams that send it.
using Frame = std::shared_ptr<const std::string>;

Frame Encode(const v1::SubscribeResponse& response);

// An event that has its place in a topic's log, in the shape in which it is sent.
struct LoggedEvent {
  std::string event_id;
  v1::Position position;
  std::string encoded;  // A SubscribeResponse.
};

// Immutable, and shared like a Frame.
using EventPtr = std::shared_ptr<const LoggedEvent>;

EventPtr MakeEvent(const std::string& topic, const v1::Position& position,
                   const std::string& event_id, const google::protobuf::Any& event);

// The same event in the same place, without its content.
EventPtr Redact(const LoggedEvent& event);

// The content of every event that was redacted.
google::protobuf::Any RedactedContent();

// The redaction of earlier events of its topic; none if it is another kind of event.
absl::optional<v1::Redaction> AsRedaction(const google::protobuf::Any& event);

// True if the redaction means an event with this content.
bool Means(const v1::Redaction& redaction, const google::protobuf::Any& event);

// Keeps the event alive.
Frame FrameOf(const EventPtr& event);

// The other way, for those that answer with the event itself.
v1::Event Decode(const LoggedEvent& event);

}  // namespace lossy::notifications
