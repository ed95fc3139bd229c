#include "base/identity/json_object.h"

#include "absl/strings/str_cat.h"
#include "base/text/json_string.h"

namespace lossy::base {

void JsonObject::Name(absl::string_view name) {
  if (!members_.empty()) members_.push_back(',');
  AppendJsonString(name, &members_);
  members_.push_back(':');
}

JsonObject& JsonObject::String(absl::string_view name, absl::string_view utf8) {
  Name(name);
  AppendJsonString(utf8, &members_);
  return *this;
}

JsonObject& JsonObject::Number(absl::string_view name, std::int64_t number) {
  Name(name);
  absl::StrAppend(&members_, number);
  return *this;
}

JsonObject& JsonObject::Raw(absl::string_view name, absl::string_view json) {
  Name(name);
  absl::StrAppend(&members_, json);
  return *this;
}

std::string JsonObject::ToString() const { return absl::StrCat("{", members_, "}"); }

}  // namespace lossy::base
