#include "services/notifications/event.h"

namespace lossy::notifications {

Frame Encode(const v1::SubscribeResponse& response) {
  return std::make_shared<const std::string>(response.SerializeAsString());
}

EventPtr MakeEvent(const std::string& topic, const v1::Position& position,
                   const std::string& event_id, const google::protobuf::Any& event) {
  v1::SubscribeResponse response;
  v1::Event& sent = *response.mutable_event();
  sent.set_topic(topic);
  *sent.mutable_position() = position;
  sent.set_event_id(event_id);
  *sent.mutable_event() = event;
  return std::make_shared<const LoggedEvent>(LoggedEvent{
      .event_id = event_id, .position = position, .encoded = response.SerializeAsString()});
}

Frame FrameOf(const EventPtr& event) { return {event, &event->encoded}; }

v1::Event Decode(const LoggedEvent& event) {
  v1::SubscribeResponse response;
  response.ParseFromString(event.encoded);
  return std::move(*response.mutable_event());
}

}  // namespace lossy::notifications
