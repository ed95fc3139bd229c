#include "edge/pubsub/broadcast_format.h"

#include <utility>

#include "edge/phoenix/event_stream.h"
#include "edge/phoenix/json_text.h"
#include "edge/phoenix/v1.h"
#include "edge/phoenix/v2.h"
#include "edge/phoenix/v2_binary.h"

namespace lossy::edge {

BroadcastFormat::BroadcastFormat(base::SharedText channel_topic, Serializer serializer,
                                 bool extended)
    : channel_topic_(std::move(channel_topic)), serializer_(serializer), extended_(extended) {}

EncodedMessagePtr BroadcastFormat::Encode(absl::string_view event, const Payload& payload,
                                          const Position* position) const {
  if (serializer_ == Serializer::kEventStream) {
    const std::string id = position == nullptr ? "" : PositionId(*position);
    return EncodedMessage::Encode(MessageKind::kText, EventParts(id, event, payload.json));
  }
  if (serializer_ == Serializer::kV1) {
    return EncodedMessage::Encode(MessageKind::kText,
                                  V1PushParts(JsonText(channel_topic_), event, payload.json));
  }
  std::string header;
  if (payload.bytes && serializer_ == Serializer::kV2 &&
      AppendBinaryBroadcast(channel_topic_, event, &header)) {
    return EncodedMessage::Encode(MessageKind::kBinary, {{header, *payload.bytes}});
  }
  return EncodedMessage::Encode(MessageKind::kText,
                                V2PushParts("null", JsonText(channel_topic_), event, payload.json));
}

}  // namespace lossy::edge
