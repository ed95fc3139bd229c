#include "services/shared/text/clean_text.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "base/utf8/utf8_prefix.h"

namespace lossy::services {
namespace {

// The control characters U+0080 to U+009F, which have two bytes.
bool StartsC1(absl::string_view text) {
  return text.size() > 1 && text[0] == '\xc2' && static_cast<unsigned char>(text[1]) < 0xa0;
}

// Overrides and isolates of the text direction, U+202A to U+202E and U+2066 to U+2069, which have
// three bytes. They make a text look like another one.
bool StartsDirection(absl::string_view text) {
  if (text.size() < 3 || text[0] != '\xe2') return false;
  const auto last = static_cast<unsigned char>(text[2]);
  return (text[1] == '\x80' && last >= 0xaa && last <= 0xae) ||
         (text[1] == '\x81' && last >= 0xa6 && last <= 0xa9);
}

}  // namespace

bool IsControl(char c) { return absl::ascii_iscntrl(static_cast<unsigned char>(c)); }

std::string CleanText(absl::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (absl::ascii_isspace(static_cast<unsigned char>(text[i]))) {
      clean.push_back(' ');
    } else if (StartsC1(text.substr(i))) {
      ++i;
    } else if (StartsDirection(text.substr(i))) {
      i += 2;
    } else if (!IsControl(text[i])) {
      clean.push_back(text[i]);
    }
  }
  absl::StripAsciiWhitespace(&clean);
  return clean;
}

std::string CleanText(absl::string_view text, std::size_t bytes) {
  std::string clean = CleanText(text);
  clean.resize(base::Utf8Prefix(clean, bytes).size());
  return clean;
}

std::string WithoutMarkup(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"<", "‹"}, {">", "›"}});
}

}  // namespace lossy::services
