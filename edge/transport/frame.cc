#include "edge/transport/frame.h"

#include <cstdlib>
#include <cstring>
#include <new>

namespace lossy::edge {

std::size_t HeaderSize(std::size_t payload_size) {
  if (payload_size < 126) return 2;
  return payload_size <= 0xffff ? 4 : 10;
}

char* WriteHeader(Opcode opcode, std::size_t payload_size, char* out) {
  *out++ = static_cast<char>(0x80 | static_cast<int>(opcode));
  if (payload_size < 126) {
    *out++ = static_cast<char>(payload_size);
    return out;
  }
  const int length_bytes = payload_size <= 0xffff ? 2 : 8;
  *out++ = static_cast<char>(length_bytes == 2 ? 126 : 127);
  for (int shift = 8 * (length_bytes - 1); shift >= 0; shift -= 8) {
    *out++ = static_cast<char>(static_cast<std::uint64_t>(payload_size) >> shift);
  }
  return out;
}

std::size_t TotalSize(MessageParts parts) {
  std::size_t size = 0;
  for (absl::string_view part : parts) size += part.size();
  return size;
}

char* WriteParts(MessageParts parts, char* out) {
  for (absl::string_view part : parts) {
    std::memcpy(out, part.data(), part.size());
    out += part.size();
  }
  return out;
}

Frame* Frame::Allocate(std::size_t size, std::size_t header_size) {
  void* memory = std::malloc(sizeof(Frame) + size);
  if (memory == nullptr) std::abort();
  return new (memory)
      Frame(static_cast<std::uint32_t>(size), static_cast<std::uint32_t>(header_size));
}

void Frame::Destroy(const Frame* frame) {
  frame->~Frame();
  std::free(const_cast<Frame*>(frame));
}

FramePtr Frame::Encode(Opcode opcode, MessageParts parts) {
  const std::size_t payload = TotalSize(parts);
  const std::size_t header = HeaderSize(payload);
  Frame* frame = Allocate(header + payload, header);
  WriteParts(parts, WriteHeader(opcode, payload, frame->data()));
  return FramePtr(frame);
}

FramePtr Frame::EncodeCompressed(Opcode opcode, absl::string_view payload) {
  constexpr int kReserved1 = 0x40;
  const std::size_t header = HeaderSize(payload.size());
  Frame* frame = Allocate(header + payload.size(), header);
  std::memcpy(WriteHeader(opcode, payload.size(), frame->data()), payload.data(), payload.size());
  *frame->data() = static_cast<char>(*frame->data() | kReserved1);
  return FramePtr(frame);
}

FramePtr Frame::Raw(absl::string_view bytes) {
  Frame* frame = Allocate(bytes.size(), 0);
  std::memcpy(frame->data(), bytes.data(), bytes.size());
  return FramePtr(frame);
}

}  // namespace lossy::edge
