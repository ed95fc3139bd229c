#include "edge/pubsub/broadcast.h"

#include <string>

#include "edge/phoenix/v1.h"
#include "edge/phoenix/v2.h"
#include "edge/phoenix/v2_binary.h"

namespace lossy::edge {

FramePtr EncodeBroadcast(Serializer serializer, absl::string_view topic,
                         absl::string_view topic_json, absl::string_view event,
                         const Payload& payload) {
  if (serializer == Serializer::kV1) {
    return Frame::Encode(Opcode::kText, V1PushParts(topic_json, event, payload.json));
  }
  std::string header;
  if (payload.bytes && serializer == Serializer::kV2 &&
      AppendBinaryBroadcast(topic, event, &header)) {
    return Frame::Encode(Opcode::kBinary, {{header, *payload.bytes}});
  }
  return Frame::Encode(Opcode::kText, V2PushParts("null", topic_json, event, payload.json));
}

}  // namespace lossy::edge
