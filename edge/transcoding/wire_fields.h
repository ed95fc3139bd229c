#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// The protobuf wire format, written. Field numbers are those of a descriptor and so valid.

enum class WireType : std::uint8_t { kVarint = 0, kFixed64 = 1, kLength = 2, kFixed32 = 5 };

inline constexpr std::uint32_t Tag(int number, WireType type) {
  return static_cast<std::uint32_t>(number) << 3 | static_cast<std::uint32_t>(type);
}

inline constexpr std::uint64_t ZigZag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}

void AppendVarint(std::uint64_t value, std::string* out);
void AppendFixed32(std::uint32_t value, std::string* out);
void AppendFixed64(std::uint64_t value, std::string* out);

// A string, bytes or message field. Appended to a message, it replaces a string that is there
// already (the last one wins) and is merged into a message.
void AppendStringField(int number, absl::string_view value, std::string* out);

// Something whose length is known only after it was written: what is appended to `out` between
// BeginLength and EndLength gets its length put in front.
std::size_t BeginLength(std::string* out);
void EndLength(std::size_t begin, std::string* out);

}  // namespace lossy::edge
