#include "services/agent/models/media/ebml.h"

namespace lossy::agent {
namespace {

constexpr int kMaxIdBytes = 4;
constexpr int kMaxSizeBytes = 8;

// The length of a number, which its leading zero bits state. 0: longer than `max`.
int LengthOf(unsigned char first, int max) {
  for (int length = 1; length <= max; ++length) {
    if ((first & (0x80 >> (length - 1))) != 0) return length;
  }
  return 0;
}

absl::optional<std::uint64_t> ReadBytes(absl::string_view bytes, int length) {
  if (length == 0 || bytes.size() < static_cast<std::size_t>(length)) return absl::nullopt;
  std::uint64_t number = 0;
  for (int i = 0; i < length; ++i) number = number << 8 | static_cast<unsigned char>(bytes[i]);
  return number;
}

}  // namespace

absl::optional<EbmlElement> ReadEbmlElement(absl::string_view bytes) {
  if (bytes.empty()) return absl::nullopt;
  const int id_length = LengthOf(static_cast<unsigned char>(bytes[0]), kMaxIdBytes);
  const absl::optional<std::uint64_t> id = ReadBytes(bytes, id_length);
  if (!id) return absl::nullopt;
  bytes.remove_prefix(id_length);
  if (bytes.empty()) return absl::nullopt;
  const int size_length = LengthOf(static_cast<unsigned char>(bytes[0]), kMaxSizeBytes);
  const absl::optional<std::uint64_t> size = ReadBytes(bytes, size_length);
  if (!size) return absl::nullopt;
  const std::uint64_t all_ones = (std::uint64_t{1} << (7 * size_length)) - 1;
  return EbmlElement{.id = static_cast<std::uint32_t>(*id),
                     .head_bytes = static_cast<std::size_t>(id_length + size_length),
                     .body_bytes = *size & all_ones,
                     .is_open = (*size & all_ones) == all_ones};
}

}  // namespace lossy::agent
