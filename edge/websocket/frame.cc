#include "edge/websocket/frame.h"

namespace lossy::edge {
namespace {

constexpr int kFinal = 0x80;
constexpr int kCompressed = 0x40;
// Payloads of at least this size need two length bytes. Payloads above 16 bits need eight.
constexpr std::size_t kTwoLengthBytes = 126;
constexpr std::size_t kMaxTwoLengthBytes = 0xffff;

}  // namespace

std::size_t HeaderSize(std::size_t payload_size) {
  if (payload_size < kTwoLengthBytes) return 2;
  return payload_size <= kMaxTwoLengthBytes ? 4 : 10;
}

char* WriteHeader(Opcode opcode, std::size_t payload_size, char* out) {
  *out++ = static_cast<char>(kFinal | static_cast<int>(opcode));
  if (payload_size < kTwoLengthBytes) {
    *out++ = static_cast<char>(payload_size);
    return out;
  }
  const int length_bytes = payload_size <= kMaxTwoLengthBytes ? 2 : 8;
  *out++ = static_cast<char>(length_bytes == 2 ? 126 : 127);
  for (int shift = 8 * (length_bytes - 1); shift >= 0; shift -= 8) {
    *out++ = static_cast<char>(static_cast<std::uint64_t>(payload_size) >> shift);
  }
  return out;
}

EncodedMessagePtr EncodeFrame(Opcode opcode, MessageParts parts, FrameCompression compression) {
  const MessageKind kind = opcode == Opcode::kText ? MessageKind::kText : MessageKind::kBinary;
  EncodedMessagePtr message = EncodedMessage::Encode(kind, parts);
  char header[EncodedMessage::kMaxHeaderBytes];
  const char* end = WriteHeader(opcode, message->payload().size(), header);
  if (compression == FrameCompression::kDeflate) {
    header[0] = static_cast<char>(header[0] | kCompressed);
  }
  message->WriteHeader({header, static_cast<std::size_t>(end - header)});
  return message;
}

void WriteFrameHeader(const EncodedMessage& message) {
  char header[EncodedMessage::kMaxHeaderBytes];
  const char* end = WriteHeader(OpcodeOf(message.kind()), message.payload().size(), header);
  message.WriteHeader({header, static_cast<std::size_t>(end - header)});
}

}  // namespace lossy::edge
