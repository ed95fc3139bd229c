#include "edge/pubsub/broadcast_format.h"

#include "base/text/json_string.h"
#include "edge/phoenix/event_stream.h"
#include "edge/phoenix/v1.h"
#include "edge/phoenix/v2.h"
#include "edge/phoenix/v2_binary.h"

namespace lossy::edge {
namespace {

// Returns the text as a JSON string, valid until the next call of the thread. It is made again for
// each message, because a process has very many topics and few messages of each.
absl::string_view ToJson(absl::string_view text) {
  thread_local std::string json;
  json.clear();
  base::AppendJsonString(text, &json);
  return json;
}

}  // namespace

BroadcastFormat::BroadcastFormat(absl::string_view channel_topic, Serializer serializer,
                                 bool extended)
    : channel_topic_(channel_topic), serializer_(serializer), extended_(extended) {}

EncodedMessagePtr BroadcastFormat::Encode(absl::string_view event, const Payload& payload,
                                          const Position* position) const {
  if (serializer_ == Serializer::kEventStream) {
    const std::string id = position == nullptr ? "" : PositionId(*position);
    return EncodedMessage::Encode(MessageKind::kText, EventParts(id, event, payload.json));
  }
  if (serializer_ == Serializer::kV1) {
    return EncodedMessage::Encode(MessageKind::kText,
                                  V1PushParts(ToJson(channel_topic_), event, payload.json));
  }
  std::string header;
  if (payload.bytes && serializer_ == Serializer::kV2 &&
      AppendBinaryBroadcast(channel_topic_, event, &header)) {
    return EncodedMessage::Encode(MessageKind::kBinary, {{header, *payload.bytes}});
  }
  return EncodedMessage::Encode(MessageKind::kText,
                                V2PushParts("null", ToJson(channel_topic_), event, payload.json));
}

}  // namespace lossy::edge
