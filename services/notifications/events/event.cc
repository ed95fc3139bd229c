#include "services/notifications/events/event.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace lossy::notifications {
namespace {

using google::protobuf::io::CodedOutputStream;

// The tag of a field that contains a message (protobuf's wire format).
constexpr std::uint32_t MessageTag(int field) { return static_cast<std::uint32_t>(field) << 3 | 2; }

constexpr std::uint32_t kBatchTag = MessageTag(v1::SubscribeResponse::kBatchFieldNumber);
constexpr std::uint32_t kResponseTag =
    MessageTag(v1::SubscribeResponse::Batch::kResponsesFieldNumber);

// Returns the bytes that a message of `bytes` bytes has as a field.
std::uint32_t FieldBytes(std::uint32_t tag, std::uint32_t bytes) {
  return static_cast<std::uint32_t>(CodedOutputStream::VarintSize32(tag) +
                                    CodedOutputStream::VarintSize32(bytes)) +
         bytes;
}

void WriteHeader(std::uint32_t tag, std::uint32_t bytes, CodedOutputStream& out) {
  out.WriteTag(tag);
  out.WriteVarint32(bytes);
}

}  // namespace

Frame Encode(const v1::SubscribeResponse& response) {
  return std::make_shared<const std::string>(response.SerializeAsString());
}

Frame EncodeBatch(absl::Span<const Frame> frames) {
  std::uint32_t bytes = 0;
  for (const Frame& frame : frames) {
    bytes += FieldBytes(kResponseTag, static_cast<std::uint32_t>(frame->size()));
  }
  auto encoded = std::make_shared<std::string>();
  encoded->reserve(FieldBytes(kBatchTag, bytes));
  google::protobuf::io::StringOutputStream stream(encoded.get());
  CodedOutputStream out(&stream);
  WriteHeader(kBatchTag, bytes, out);
  for (const Frame& frame : frames) {
    WriteHeader(kResponseTag, static_cast<std::uint32_t>(frame->size()), out);
    out.WriteString(*frame);
  }
  out.Trim();
  return encoded;
}

EventOrigin OriginOf(const v1::Event& event) {
  return {.changed_us = event.changed_us(),
          .acted_us = event.acted_us(),
          .traceparent = event.traceparent()};
}

EventPtr MakeEvent(const std::string& topic, const v1::Position& position,
                   const std::string& event_id, const google::protobuf::Any& event,
                   const EventOrigin& origin) {
  v1::SubscribeResponse response;
  v1::Event& sent = *response.mutable_event();
  sent.set_topic(topic);
  *sent.mutable_position() = position;
  sent.set_event_id(event_id);
  *sent.mutable_event() = event;
  sent.set_changed_us(origin.changed_us);
  sent.set_acted_us(origin.acted_us);
  sent.set_traceparent(origin.traceparent);
  return std::make_shared<const LoggedEvent>(LoggedEvent{.event_id = event_id,
                                                         .position = position,
                                                         .encoded = response.SerializeAsString(),
                                                         .origin = origin});
}

EventPtr Redact(const LoggedEvent& event) {
  const v1::Event decoded = Decode(event);
  return MakeEvent(decoded.topic(), event.position, event.event_id, RedactedContent(),
                   event.origin);
}

google::protobuf::Any RedactedContent() {
  google::protobuf::Any content;
  content.PackFrom(v1::Redacted());
  return content;
}

absl::optional<v1::Redaction> AsRedaction(const google::protobuf::Any& event) {
  v1::Redaction redaction;
  if (!event.Is<v1::Redaction>() || !event.UnpackTo(&redaction)) return absl::nullopt;
  return redaction;
}

bool Means(const v1::Redaction& redaction, const google::protobuf::Any& event) {
  if (event.Is<v1::Redaction>()) return false;
  return std::any_of(
      redaction.mentions().begin(), redaction.mentions().end(),
      [&](const std::string& mention) { return absl::StrContains(event.value(), mention); });
}

Frame FrameOf(const EventPtr& event) { return {event, &event->encoded}; }

v1::Event Decode(const LoggedEvent& event) {
  v1::SubscribeResponse response;
  response.ParseFromString(event.encoded);
  return std::move(*response.mutable_event());
}

}  // namespace lossy::notifications
