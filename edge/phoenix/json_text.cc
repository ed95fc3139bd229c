#include "edge/phoenix/json_text.h"

#include <string>

#include "base/text/json_string.h"

namespace lossy::edge {

absl::string_view JsonText(absl::string_view text) {
  thread_local std::string json;
  json.clear();
  base::AppendJsonString(text, &json);
  return json;
}

}  // namespace lossy::edge
