#include "base/text/json_string.h"

#include <cstddef>

#include "base/text/json_text.h"

namespace lossy::base {
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

}  // namespace

void AppendJsonString(absl::string_view text, std::string* out) {
  out->push_back('"');
  const char* p = text.data();
  const char* const end = p + text.size();
  while (true) {
    const char* special = FindJsonSpecial(p, end);
    out->append(p, static_cast<std::size_t>(special - p));
    if (special == end) break;
    AppendEscape(*special, out);
    p = special + 1;
  }
  out->push_back('"');
}

}  // namespace lossy::base
