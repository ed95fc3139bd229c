#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/generated_enum_reflection.h"

namespace lossy::services {

// Returns the name of a value of an enum in SQL and JSON: "in_progress" for
// VIDEO_STATUS_IN_PROGRESS. Returns the first name if a number has several, and an empty text if it
// has none.
std::string EnumName(const google::protobuf::EnumDescriptor& type, int number);

// Returns the number of the value with such a name; 0 if there is none.
int ParseEnum(const google::protobuf::EnumDescriptor& type, absl::string_view name);

template <typename Enum>
std::string EnumName(Enum value) {
  return EnumName(*google::protobuf::GetEnumDescriptor<Enum>(), value);
}

template <typename Enum>
Enum ParseEnum(absl::string_view name) {
  return static_cast<Enum>(ParseEnum(*google::protobuf::GetEnumDescriptor<Enum>(), name));
}

}  // namespace lossy::services
