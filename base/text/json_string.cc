#include "base/text/json_string.h"

namespace lossy::base {
namespace {

constexpr char kHex[] = "0123456789abcdef";

bool Plain(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; }

void AppendEscape(char c, std::string* out) {
  switch (c) {
    case '"':
    case '\\':
      out->push_back('\\');
      out->push_back(c);
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
    default:
      out->append("\\u00");
      out->push_back(kHex[(c >> 4) & 1]);
      out->push_back(kHex[c & 15]);
  }
}

}  // namespace

void AppendJsonString(absl::string_view text, std::string* out) {
  out->push_back('"');
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (Plain(text[i])) continue;
    out->append(text.data() + start, i - start);
    AppendEscape(text[i], out);
    start = i + 1;
  }
  out->append(text.data() + start, text.size() - start);
  out->push_back('"');
}

}  // namespace lossy::base
