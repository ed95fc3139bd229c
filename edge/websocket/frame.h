#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "edge/transport/encoded_message.h"

namespace lossy::edge {

// The kinds of WebSocket frames (RFC 6455, section 5.2).
enum class Opcode : std::uint8_t {
  kContinuation = 0,
  kText = 1,
  kBinary = 2,
  kClose = 8,
  kPing = 9,
  kPong = 10,
};

inline Opcode OpcodeOf(MessageKind kind) {
  return kind == MessageKind::kText ? Opcode::kText : Opcode::kBinary;
}

// The compression of a frame's payload (RFC 7692). The first reserved bit of the header marks it.
enum class FrameCompression : bool { kNone, kDeflate };

// Returns the size in bytes of the header of an unmasked frame, as a server sends it. It is at most
// EncodedMessage::kMaxHeaderBytes.
std::size_t HeaderSize(std::size_t payload_size);
// Writes the header of an unmasked, final frame to `out`, and returns the position behind it.
char* WriteHeader(Opcode opcode, std::size_t payload_size, char* out);

// Returns one final frame whose payload is the joined parts.
EncodedMessagePtr EncodeFrame(Opcode opcode, MessageParts parts,
                              FrameCompression compression = FrameCompression::kNone);
// Writes the frame header in front of the payload. The message must have no header yet.
void WriteFrameHeader(const EncodedMessage& message);

}  // namespace lossy::edge
