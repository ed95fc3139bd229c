#include "base/identity/json_members.h"

#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace lossy::base {

absl::StatusOr<std::string> StringMember(const simdjson::dom::object& object,
                                         absl::string_view name) {
  simdjson::dom::element element;
  const auto found = object.at_key(std::string_view(name.data(), name.size())).get(element);
  if (found == simdjson::NO_SUCH_FIELD) return std::string();
  std::string_view text;
  if (found != simdjson::SUCCESS || element.get(text) != simdjson::SUCCESS) {
    return absl::InvalidArgumentError(absl::StrCat("\"", name, "\" is not a string"));
  }
  return std::string(text);
}

}  // namespace lossy::base
