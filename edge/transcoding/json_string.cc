#include "edge/transcoding/json_string.h"

#include "edge/transcoding/json_text.h"
#include "edge/transcoding/utf8.h"
#include "simdjson.h"

namespace lossy::edge {
namespace {

void AppendEscape(char c, std::string* out) {
  static constexpr char kHex[] = "0123456789abcdef";
  switch (c) {
    case '"':
      out->append("\\\"");
      return;
    case '\\':
      out->append("\\\\");
      return;
    case '\n':
      out->append("\\n");
      return;
    case '\r':
      out->append("\\r");
      return;
    case '\t':
      out->append("\\t");
      return;
    default: {
      const char escape[] = {'\\', 'u', '0', '0', kHex[c >> 4 & 0xf], kHex[c & 0xf]};
      out->append(escape, sizeof(escape));
    }
  }
}

void AppendEscaped(absl::string_view text, std::string* out) {
  const char* p = text.data();
  const char* const end = p + text.size();
  while (true) {
    const char* special = FindJsonSpecial(p, end);
    out->append(p, special - p);
    if (special == end) return;
    AppendEscape(*special, out);
    p = special + 1;
  }
}

}  // namespace

void AppendJsonString(absl::string_view text, std::string* out) {
  out->push_back('"');
  if (IsAscii(text) || simdjson::validate_utf8(text.data(), text.size())) {
    AppendEscaped(text, out);
  } else {
    std::string repaired;
    AppendRepairedUtf8(text, &repaired);
    AppendEscaped(repaired, out);
  }
  out->push_back('"');
}

void CloseJson(char bracket, std::string* out) {
  if (out->back() == ',') {
    out->back() = bracket;
  } else {
    out->push_back(bracket);
  }
}

}  // namespace lossy::edge
