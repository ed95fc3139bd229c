#pragma once

namespace lossy::edge {

// The field numbers of google/protobuf/struct.proto: of Struct, its map entry, ListValue and Value.
inline constexpr int kStructFields = 1;
inline constexpr int kEntryKey = 1;
inline constexpr int kEntryValue = 2;
inline constexpr int kListValues = 1;
inline constexpr int kNullValue = 1;
inline constexpr int kNumberValue = 2;
inline constexpr int kStringValue = 3;
inline constexpr int kBoolValue = 4;
inline constexpr int kStructValue = 5;
inline constexpr int kListValue = 6;

}  // namespace lossy::edge
