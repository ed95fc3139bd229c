#include "edge/transcoding/query_json.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "edge/transcoding/json_string.h"

namespace lossy::edge {
namespace {

bool IsNumeric(const Field* field) {
  return field != nullptr && !field->repeated && field->kind < FieldKind::kEnum;
}

// Returns true if the text is one number, true or false for a JSON parser. Such a text cannot end
// the object.
bool IsPlain(absl::string_view value) {
  if (value == "true" || value == "false") return true;
  const bool starts = !value.empty() && (absl::ascii_isdigit(value[0]) || value[0] == '-');
  return starts && std::all_of(value.begin(), value.end(), [](char c) {
           return absl::ascii_isalnum(c) || c == '-' || c == '+' || c == '.';
         });
}

}  // namespace

std::string QueryJson(const MessageTable& table,
                      const std::vector<std::pair<std::string, std::string>>& params) {
  std::string json = "{";
  for (const auto& [name, value] : params) {
    AppendJsonString(name, &json);
    json.push_back(':');
    if (IsNumeric(table.FindByName(name)) && IsPlain(value)) {
      json += value;
    } else {
      AppendJsonString(value, &json);
    }
    json.push_back(',');
  }
  CloseJson('}', &json);
  return json;
}

}  // namespace lossy::edge
