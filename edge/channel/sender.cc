#include "edge/channel/sender.h"

#include <string>

#include "edge/phoenix/event_stream.h"
#include "edge/phoenix/json_text.h"
#include "edge/phoenix/v1.h"
#include "edge/phoenix/v2.h"
#include "edge/phoenix/v2_binary.h"

namespace lossy::edge {

void Sender::Reply(absl::string_view join_ref, absl::string_view ref, absl::string_view topic,
                   const Answer& answer) const {
  const Payload& response = answer.response;
  if (serializer_ == Serializer::kEventStream) {
    return ReplyEvent(answer.ok(), response.json, answer.position);
  }
  std::string header;
  if (response.bytes && serializer_ == Serializer::kV2 &&
      AppendBinaryReply(join_ref, ref, topic, answer.status, &header)) {
    return transport_.SendBinary({{header, *response.bytes}});
  }
  ReplyJson(join_ref, ref, JsonText(topic), answer.status, response.json);
}

void Sender::ReplyJson(absl::string_view join_ref, absl::string_view ref,
                       absl::string_view topic_json, absl::string_view status,
                       absl::string_view response_json) const {
  if (serializer_ == Serializer::kEventStream) {
    return ReplyEvent(status == "ok", response_json, /*position=*/nullptr);
  }
  if (serializer_ == Serializer::kV1) {
    transport_.SendText(V1ReplyParts(ref, topic_json, status, response_json));
  } else {
    transport_.SendText(V2ReplyParts(join_ref, ref, topic_json, status, response_json));
  }
}

// The only reply on an event stream is the one to its join.
void Sender::ReplyEvent(bool ok, absl::string_view response_json, const Position* position) const {
  const std::string id = position == nullptr ? "" : PositionId(*position);
  transport_.SendText(EventParts(id, ok ? kJoinEvent : kErrorEvent, response_json));
}

void Sender::Push(absl::string_view join_ref, absl::string_view topic, absl::string_view event,
                  const Payload& payload) const {
  if (serializer_ == Serializer::kEventStream) {
    return transport_.SendText(EventParts(/*id=*/"", event, payload.json));
  }
  if (serializer_ == Serializer::kV1) {
    return transport_.SendText(V1PushParts(JsonText(topic), event, payload.json));
  }
  std::string header;
  if (payload.bytes && serializer_ == Serializer::kV2 &&
      AppendBinaryPush(join_ref, topic, event, &header)) {
    return transport_.SendBinary({{header, *payload.bytes}});
  }
  transport_.SendText(V2PushParts(join_ref, JsonText(topic), event, payload.json));
}

void Sender::PhxClose(absl::string_view join_ref, absl::string_view topic) const {
  if (serializer_ == Serializer::kEventStream) {
    return transport_.SendText(EventParts(/*id=*/"", kCloseEvent, "{}"));
  }
  const absl::string_view topic_json = JsonText(topic);
  if (serializer_ == Serializer::kV1) {
    transport_.SendText(V1CloseParts(join_ref, topic_json));
  } else {
    transport_.SendText(V2CloseParts(join_ref, topic_json));
  }
}

void Sender::PhxError(absl::string_view join_ref, absl::string_view topic,
                      absl::string_view payload_json) const {
  if (serializer_ == Serializer::kEventStream) {
    return transport_.SendText(EventParts(/*id=*/"", kErrorEvent, payload_json));
  }
  const absl::string_view topic_json = JsonText(topic);
  if (serializer_ == Serializer::kV1) {
    transport_.SendText(V1ErrorParts(join_ref, topic_json, payload_json));
  } else {
    transport_.SendText(V2ErrorParts(join_ref, topic_json, payload_json));
  }
}

}  // namespace lossy::edge
