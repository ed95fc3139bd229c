#include "edge/pubsub/broadcast_format.h"

#include "base/text/json_string.h"
#include "edge/phoenix/event_stream.h"
#include "edge/phoenix/v1.h"
#include "edge/phoenix/v2.h"
#include "edge/phoenix/v2_binary.h"

namespace lossy::edge {

BroadcastFormat::BroadcastFormat(absl::string_view channel_topic, Serializer serializer,
                                 bool extended)
    : channel_topic_(channel_topic), serializer_(serializer), extended_(extended) {
  base::AppendJsonString(channel_topic, &topic_json_);
}

EncodedMessagePtr BroadcastFormat::Encode(absl::string_view event, const Payload& payload,
                                          const Position* position) const {
  if (serializer_ == Serializer::kEventStream) {
    const std::string id = position == nullptr ? "" : PositionId(*position);
    return EncodedMessage::Encode(MessageKind::kText, EventParts(id, event, payload.json));
  }
  if (serializer_ == Serializer::kV1) {
    return EncodedMessage::Encode(MessageKind::kText,
                                  V1PushParts(topic_json_, event, payload.json));
  }
  std::string header;
  if (payload.bytes && serializer_ == Serializer::kV2 &&
      AppendBinaryBroadcast(channel_topic_, event, &header)) {
    return EncodedMessage::Encode(MessageKind::kBinary, {{header, *payload.bytes}});
  }
  return EncodedMessage::Encode(MessageKind::kText,
                                V2PushParts("null", topic_json_, event, payload.json));
}

}  // namespace lossy::edge
