#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "simdjson.h"

namespace lossy::base {

// Returns the string member `name` of `object`; an empty text if the member is absent. Returns
// InvalidArgument if the member is no string. The message does not contain the value.
absl::StatusOr<std::string> StringMember(const simdjson::dom::object& object,
                                         absl::string_view name);

}  // namespace lossy::base
