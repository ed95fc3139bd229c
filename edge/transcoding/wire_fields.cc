#include "edge/transcoding/wire_fields.h"

#include <bit>
#include <cstring>

namespace lossy::edge {
namespace {

static_assert(std::endian::native == std::endian::little, "the wire format is little-endian");

constexpr std::size_t kMaxVarint = 10;

std::size_t PutVarint(std::uint64_t value, char* buffer) {
  std::size_t size = 0;
  while (value >= 0x80) {
    buffer[size++] = static_cast<char>(value | 0x80);
    value >>= 7;
  }
  buffer[size++] = static_cast<char>(value);
  return size;
}

template <typename T>
void AppendFixed(T value, std::string* out) {
  char buffer[sizeof(T)];
  std::memcpy(buffer, &value, sizeof(T));
  out->append(buffer, sizeof(T));
}

}  // namespace

void AppendVarint(std::uint64_t value, std::string* out) {
  if (value < 0x80) {
    out->push_back(static_cast<char>(value));
    return;
  }
  char buffer[kMaxVarint];
  out->append(buffer, PutVarint(value, buffer));
}

void AppendFixed32(std::uint32_t value, std::string* out) { AppendFixed(value, out); }

void AppendFixed64(std::uint64_t value, std::string* out) { AppendFixed(value, out); }

void AppendStringField(int number, absl::string_view value, std::string* out) {
  AppendVarint(Tag(number, WireType::kLength), out);
  AppendVarint(value.size(), out);
  out->append(value.data(), value.size());
}

std::size_t BeginLength(std::string* out) {
  // Most lengths fit in one byte; EndLength makes room if one does not.
  out->push_back('\0');
  return out->size();
}

void EndLength(std::size_t begin, std::string* out) {
  char buffer[kMaxVarint];
  const std::size_t size = PutVarint(out->size() - begin, buffer);
  (*out)[begin - 1] = buffer[0];
  if (size > 1) out->insert(begin, buffer + 1, size - 1);
}

}  // namespace lossy::edge
