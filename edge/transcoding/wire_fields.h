#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// These functions write the protobuf wire format. Field numbers come from descriptors, so they are
// valid.

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

// Appends a string, bytes or message field. A parser lets the last string of a field win, and
// merges messages.
void AppendStringField(int number, absl::string_view value, std::string* out);

// For a field whose length is known only after it is written: EndLength inserts the length in front
// of the bytes that were appended to `out` since BeginLength.
std::size_t BeginLength(std::string* out);
void EndLength(std::size_t begin, std::string* out);

}  // namespace lossy::edge
