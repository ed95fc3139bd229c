#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// Functions that write the protobuf wire format. They append to `out`. Field numbers must be valid;
// they come from descriptors.

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

// Appends a string, bytes or message field: tag, length and value. If a field occurs several times,
// the last string wins in a parser, and messages are merged.
void AppendStringField(int number, absl::string_view value, std::string* out);

// Write the length of a value that is known only after the value is written. BeginLength returns
// the position of the value. EndLength inserts the length there, in front of the appended value.
std::size_t BeginLength(std::string* out);
void EndLength(std::size_t begin, std::string* out);

}  // namespace lossy::edge
