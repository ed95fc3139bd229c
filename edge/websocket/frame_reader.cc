#include "edge/websocket/frame_reader.h"

#include <cstring>

#include "simdjson.h"

namespace lossy::edge {
namespace {

constexpr std::size_t kMaskBytes = 4;
constexpr unsigned kCompressed = 0x40;
constexpr std::size_t kMaxControlBytes = 125;
// A JSON parser may read so many bytes behind a message.
constexpr std::size_t kPadding = 64;

void Unmask(char* data, std::size_t size, const char* mask) {
  std::uint32_t word;
  std::memcpy(&word, mask, sizeof word);
  const std::uint64_t mask8 = static_cast<std::uint64_t>(word) << 32 | word;
  std::size_t i = 0;
  for (; i + 8 <= size; i += 8) {
    std::uint64_t eight;
    std::memcpy(&eight, data + i, 8);
    eight ^= mask8;
    std::memcpy(data + i, &eight, 8);
  }
  for (; i < size; ++i) data[i] ^= mask[i & 3];
}

bool IsUtf8(absl::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

// Returns true for the codes that a peer may send by RFC 6455 (section 7.4) and its registry.
bool MayClose(unsigned code) {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
         (code >= 3000 && code <= 4999);
}

Inbound Violation(CloseCode code, absl::string_view problem) {
  return {.kind = Inbound::Kind::kViolation,
          .close_code = static_cast<std::uint16_t>(code),
          .problem = problem};
}

Inbound TakeClose(absl::string_view payload) {
  if (payload.empty()) return {.kind = Inbound::Kind::kClose};
  if (payload.size() == 1) {
    return Violation(CloseCode::kProtocolError, "a close frame of one byte");
  }
  const unsigned code =
      static_cast<unsigned char>(payload[0]) << 8 | static_cast<unsigned char>(payload[1]);
  if (!MayClose(code)) {
    return Violation(CloseCode::kProtocolError, "a close code that must not be sent");
  }
  if (!IsUtf8(payload.substr(2))) {
    return Violation(CloseCode::kInvalidText, "a close reason that is not UTF-8");
  }
  return {.kind = Inbound::Kind::kClose, .close_code = static_cast<std::uint16_t>(code)};
}

}  // namespace

struct FrameReader::Header {
  bool final;
  unsigned reserved;
  unsigned opcode;
  bool masked;
  std::uint64_t length;
  std::size_t size;  // Bytes of the header, with the mask.

  bool control() const { return opcode >= 8; }

  // Returns false if more bytes are needed.
  bool Parse(const char* data, std::size_t available) {
    if (available < 2) return false;
    const auto* bytes = reinterpret_cast<const unsigned char*>(data);
    final = (bytes[0] & 0x80) != 0;
    reserved = bytes[0] & 0x70;
    opcode = bytes[0] & 0x0f;
    masked = (bytes[1] & 0x80) != 0;
    length = bytes[1] & 0x7f;
    const std::size_t extended = length == 126 ? 2 : length == 127 ? 8 : 0;
    size = 2 + extended + kMaskBytes;
    if (extended == 0) return true;
    if (available < 2 + extended) return false;
    length = 0;
    for (std::size_t i = 0; i < extended; ++i) length = length << 8 | bytes[2 + i];
    return true;
  }

  bool Minimal() const {
    if (size == 4 + kMaskBytes) return length >= 126;
    if (size == 10 + kMaskBytes) return length > 0xffff && (length >> 63) == 0;
    return true;
  }

  bool compressed() const { return reserved != 0; }

  bool Valid(bool in_fragments, bool compression) const {
    // The first frame of a message marks the compression of all its fragments.
    const bool may_be_compressed =
        compression && reserved == kCompressed && !control() && opcode != 0;
    if ((reserved != 0 && !may_be_compressed) || !masked || !Minimal()) return false;
    if (control()) return opcode <= 10 && final && length <= kMaxControlBytes;
    return opcode <= 2 && (opcode == 0) == in_fragments;
  }
};

Inbound FrameReader::Next(char* data, std::size_t size, std::size_t max_message,
                          std::size_t* consumed) {
  if (fragments_taken_) {
    fragments_.reset();
    fragments_taken_ = false;
  }
  wanted_ = 0;
  for (;;) {
    char* start = data + *consumed;
    const std::size_t available = size - *consumed;
    Header header;
    if (!header.Parse(start, available)) return {};
    if (!header.Valid(in_fragments(), compression_)) {
      return Violation(CloseCode::kProtocolError, "a frame that RFC 6455 does not allow");
    }
    const std::size_t before = in_fragments() ? fragments_->size() : 0;
    if (!header.control() && header.length > max_message - before) {
      return Violation(CloseCode::kTooBig, "a message larger than the server accepts");
    }
    const std::size_t whole = header.size + header.length;
    if (available < whole) {
      wanted_ = static_cast<std::uint32_t>(whole);
      return {};
    }
    *consumed += whole;
    const Inbound inbound = Take(header, start + header.size);
    if (inbound.kind != Inbound::Kind::kIncomplete) return inbound;
  }
}

Inbound FrameReader::Take(const Header& header, char* data) {
  Unmask(data, header.length, data - kMaskBytes);
  const absl::string_view payload(data, header.length);
  switch (static_cast<Opcode>(header.opcode)) {
    case Opcode::kPing:
      return {.kind = Inbound::Kind::kPing, .payload = payload};
    case Opcode::kPong:
      return {.kind = Inbound::Kind::kPong, .payload = payload};
    case Opcode::kClose:
      return TakeClose(payload);
    default:
      return TakeData(header, payload);
  }
}

// Returns kIncomplete for a fragment that does not complete a message.
Inbound FrameReader::TakeData(const Header& header, absl::string_view payload) {
  Opcode opcode = static_cast<Opcode>(header.opcode);
  bool compressed = header.compressed();
  if (!header.final || in_fragments()) {
    if (!in_fragments()) {
      fragments_ = std::make_unique<std::string>();
      fragmented_opcode_ = opcode;
      fragments_compressed_ = compressed;
    }
    fragments_->append(payload.data(), payload.size());
    if (!header.final) return {};
    fragments_->reserve(fragments_->size() + kPadding);
    fragments_taken_ = true;
    payload = *fragments_;
    opcode = fragmented_opcode_;
    compressed = fragments_compressed_;
  }
  if (opcode == Opcode::kText && !compressed && !IsUtf8(payload)) {
    return Violation(CloseCode::kInvalidText, "a text message that is not UTF-8");
  }
  return {.kind = Inbound::Kind::kMessage,
          .opcode = opcode,
          .compressed = compressed,
          .payload = payload};
}

}  // namespace lossy::edge
