#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::contract {

// Returns the name of an enum's value in JSON: "baz" for FOO_BAR_BAZ of FooBar. Case and
// underscores do not count when the enum's name is compared. If nothing would remain, or if the
// value's name does not begin with that of the enum, the result is all of the value's name in lower
// case.
std::string ShortEnumName(absl::string_view enum_name, absl::string_view value);

// Returns the JSON name that protoc derives from the name of a field: "roomId" for room_id.
std::string DerivedJsonName(absl::string_view field_name);

}  // namespace lossy::contract
