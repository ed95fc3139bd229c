#pragma once

#include <cstddef>
#include <cstdint>

namespace lossy::edge {

// The numbers of TLS records. The most significant byte comes first.

// Writes the lowest `bytes` bytes of `number` to `out`.
inline void WriteBigEndian(std::uint64_t number, std::size_t bytes, std::uint8_t* out) {
  for (std::size_t i = bytes; i > 0; --i, number >>= 8) {
    out[i - 1] = static_cast<std::uint8_t>(number);
  }
}

// Returns the size of the body behind a record's header of RecordCipher::kHeaderBytes.
inline std::size_t BodySize(const char* header) {
  return static_cast<std::size_t>(static_cast<std::uint8_t>(header[3])) << 8 |
         static_cast<std::uint8_t>(header[4]);
}

}  // namespace lossy::edge
