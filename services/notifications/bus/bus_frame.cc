#include "services/notifications/bus/bus_frame.h"

#include <openssl/crypto.h>

#include "absl/strings/str_cat.h"

namespace lossy::notifications {
namespace {

constexpr absl::string_view kVersion("\0\1", 2);

std::string BigEndian(std::uint64_t number) {
  std::string bytes(8, '\0');
  for (int i = 7; i >= 0; --i) {
    bytes[i] = static_cast<char>(number & 0xff);
    number >>= 8;
  }
  return bytes;
}

std::uint64_t FromBigEndian(absl::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes) number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

std::string MacOf(const BusKey& key, absl::string_view subject, absl::string_view content) {
  return key.Mac({"lossy bus message", BigEndian(subject.size()), subject, content});
}

// Removes `size` bytes from the front and returns them.
absl::string_view Cut(absl::string_view& bytes, std::size_t size) {
  const absl::string_view front = bytes.substr(0, size);
  bytes.remove_prefix(size);
  return front;
}

bool IsKind(char byte) {
  return byte >= static_cast<char>(BusFrame::Kind::kMessage) &&
         byte <= static_cast<char>(BusFrame::Kind::kProof);
}

}  // namespace

std::string EncodeFrame(const BusKey& key, absl::string_view subject, const BusFrame& frame) {
  std::string bytes = absl::StrCat(kVersion, std::string(1, static_cast<char>(frame.kind)),
                                   key.id(), frame.sender, BigEndian(frame.sequence), frame.body);
  bytes += MacOf(key, subject, bytes);
  return bytes;
}

FrameProblem DecodeFrame(const BusKeys& keys, absl::string_view subject, absl::string_view bytes,
                         BusFrame* frame) {
  if (bytes.size() < BusFrame::kOverhead) return FrameProblem::kMalformed;
  const absl::string_view content = bytes.substr(0, bytes.size() - BusKey::kMacBytes);
  const absl::string_view mac = bytes.substr(content.size());
  absl::string_view rest = content;
  if (Cut(rest, kVersion.size()) != kVersion) return FrameProblem::kMalformed;
  const char kind = Cut(rest, 1).front();
  if (!IsKind(kind)) return FrameProblem::kMalformed;
  const BusKey* const key = keys.Find(Cut(rest, BusKey::kIdBytes));
  if (key == nullptr) return FrameProblem::kUnknownKey;
  if (CRYPTO_memcmp(MacOf(*key, subject, content).data(), mac.data(), mac.size()) != 0) {
    return FrameProblem::kForged;
  }
  frame->kind = static_cast<BusFrame::Kind>(kind);
  frame->sender = Cut(rest, BusFrame::kSenderBytes);
  frame->sequence = FromBigEndian(Cut(rest, 8));
  frame->body = rest;
  return FrameProblem::kNone;
}

}  // namespace lossy::notifications
