#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"

namespace lossy::agent {

// Return the unsigned number in the first `count` bytes. `bytes` must have that many; `count` is at
// most 8.
inline std::uint64_t LittleEndian(absl::string_view bytes, int count) {
  std::uint64_t number = 0;
  for (int i = count - 1; i >= 0; --i) {
    number = number << 8 | static_cast<unsigned char>(bytes[static_cast<std::size_t>(i)]);
  }
  return number;
}

inline std::uint64_t BigEndian(absl::string_view bytes, int count) {
  std::uint64_t number = 0;
  for (int i = 0; i < count; ++i) {
    number = number << 8 | static_cast<unsigned char>(bytes[static_cast<std::size_t>(i)]);
  }
  return number;
}

}  // namespace lossy::agent
