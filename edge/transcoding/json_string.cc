#include "edge/transcoding/json_string.h"

#include "base/text/json_string.h"
#include "base/text/json_text.h"
#include "edge/transcoding/utf8.h"
#include "simdjson.h"

namespace lossy::edge {

void AppendJsonString(absl::string_view text, std::string* out) {
  if (base::IsAscii(text) || simdjson::validate_utf8(text.data(), text.size())) {
    base::AppendJsonString(text, out);
    return;
  }
  std::string repaired;
  AppendRepairedUtf8(text, &repaired);
  base::AppendJsonString(repaired, out);
}

void CloseJson(char bracket, std::string* out) {
  if (out->back() == ',') {
    out->back() = bracket;
  } else {
    out->push_back(bracket);
  }
}

}  // namespace lossy::edge
