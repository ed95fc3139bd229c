#include "edge/transport/encoded_message.h"

#include <cassert>
#include <cstdlib>
#include <cstring>
#include <new>

namespace lossy::edge {

std::size_t TotalSize(MessageParts parts) {
  std::size_t size = 0;
  for (absl::string_view part : parts) size += part.size();
  return size;
}

char* WriteParts(MessageParts parts, char* out) {
  for (absl::string_view part : parts) {
    // An empty part may have no address, which memcpy does not accept.
    if (part.empty()) continue;
    std::memcpy(out, part.data(), part.size());
    out += part.size();
  }
  return out;
}

EncodedMessage* EncodedMessage::Allocate(MessageKind kind, std::size_t size) {
  void* memory = std::malloc(sizeof(EncodedMessage) + kMaxHeaderBytes + size);
  if (memory == nullptr) std::abort();
  return new (memory) EncodedMessage(static_cast<std::uint32_t>(size), kind);
}

void EncodedMessage::Destroy(const EncodedMessage* message) {
  message->~EncodedMessage();
  std::free(const_cast<EncodedMessage*>(message));
}

EncodedMessagePtr EncodedMessage::Encode(MessageKind kind, MessageParts parts) {
  EncodedMessage* message = Allocate(kind, TotalSize(parts));
  WriteParts(parts, message->data());
  return EncodedMessagePtr(message);
}

EncodedMessagePtr EncodedMessage::Raw(absl::string_view bytes) {
  return Encode(MessageKind::kBinary, {&bytes, 1});
}

void EncodedMessage::WriteHeader(absl::string_view header) const {
  assert(!has_header() && header.size() <= kMaxHeaderBytes);
  std::memcpy(const_cast<char*>(data()) - header.size(), header.data(), header.size());
  header_size_ = static_cast<std::uint8_t>(header.size());
}

}  // namespace lossy::edge
