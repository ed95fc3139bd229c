#include "edge/channel/sent_message.h"

#include <array>
#include <cstdint>

#include "absl/types/optional.h"
#include "edge/phoenix/event_stream.h"
#include "edge/phoenix/v1.h"
#include "edge/phoenix/v2.h"

namespace lossy::edge {
namespace {

// The decoders read up to this many bytes behind a text.
constexpr std::size_t kPadding = 64;
// The kinds of binary messages, and the texts of each (Phoenix's V2 serializer).
enum class BinaryKind : std::uint8_t { kPush = 0, kReply = 1, kBroadcast = 2 };
constexpr std::size_t kTexts[] = {3, 4, 2};
constexpr std::size_t kMaxTexts = 4;

}  // namespace

bool SentMessage::Read(Serializer serializer, MessageKind kind, MessageParts parts) {
  message_ = {};
  size_ = TotalSize(parts);
  copy_.assign(size_ + kPadding, '\0');
  WriteParts(parts, copy_.data());
  const absl::string_view text(copy_.data(), size_);
  if (serializer == Serializer::kEventStream) return ReadEventStream(text);
  if (kind == MessageKind::kBinary) return ReadBinary(text);
  return serializer == Serializer::kV1 ? DecodeV1(text, &scratch_, &message_)
                                       : DecodeV2(text, &scratch_, &message_);
}

bool SentMessage::ReadEventStream(absl::string_view text) {
  const absl::optional<StreamEvent> event = edge::ReadEvent(text);
  if (!event) return false;
  message_.event = event->name;
  message_.payload = event->data_json;
  return true;
}

bool SentMessage::ReadBinary(absl::string_view bytes) {
  if (bytes.empty() || static_cast<std::uint8_t>(bytes[0]) >= std::size(kTexts)) return false;
  const auto kind = static_cast<BinaryKind>(bytes[0]);
  const std::size_t count = kTexts[static_cast<std::size_t>(kind)];
  if (bytes.size() < 1 + count) return false;
  std::array<absl::string_view, kMaxTexts> texts;
  std::size_t at = 1 + count;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t size = static_cast<std::uint8_t>(bytes[1 + i]);
    if (bytes.size() - at < size) return false;
    texts[i] = bytes.substr(at, size);
    at += size;
  }
  // Push: join_ref, topic, event. Reply: join_ref, ref, topic, status. Broadcast: topic, event.
  message_.topic = texts[count - 2];
  message_.event = kind == BinaryKind::kReply ? absl::string_view("phx_reply") : texts[count - 1];
  message_.payload = bytes.substr(at);
  message_.binary = true;
  return true;
}

}  // namespace lossy::edge
