#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "simdjson.h"

namespace lossy::base {

// The string called `name` in `object`, empty when it is absent. InvalidArgument when it is
// something else; the message does not contain the value.
absl::StatusOr<std::string> StringMember(const simdjson::dom::object& object,
                                         absl::string_view name);

}  // namespace lossy::base
