#include "services/notes/export/export_text.h"

#include <cmath>

#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "services/shared/text/clean_text.h"

namespace lossy::notes {
namespace {

// U+2028 and U+2029 end a line for JavaScript and Python.
std::string WithoutSeparators(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"\xe2\x80\xa8", " "}, {"\xe2\x80\xa9", " "}});
}

}  // namespace

std::string OneLine(absl::string_view text) { return services::CleanText(WithoutSeparators(text)); }

std::string OneLine(absl::string_view text, std::size_t bytes) {
  return services::CleanText(WithoutSeparators(text), bytes);
}

std::string TitleOf(absl::string_view title) {
  std::string clean = OneLine(title);
  return clean.empty() ? "Untitled" : clean;
}

std::string XmlText(absl::string_view text) {
  // U+FFFE and U+FFFF are no characters of XML 1.0 (section 2.2). CleanText removes the others.
  return absl::StrReplaceAll(OneLine(text), {{"&", "&amp;"},
                                             {"<", "&lt;"},
                                             {">", "&gt;"},
                                             {"\"", "&quot;"},
                                             {"'", "&apos;"},
                                             {"\xef\xbf\xbe", ""},
                                             {"\xef\xbf\xbf", ""}});
}

std::string DecimalSeconds(double seconds) {
  const std::int64_t micros = std::llround(seconds * 1e6);
  std::string decimal = absl::StrFormat("%d.%06d", micros / 1'000'000, micros % 1'000'000);
  while (decimal.back() == '0') decimal.pop_back();
  return std::string(absl::StripSuffix(decimal, "."));
}

std::string ClockTime(std::int64_t milliseconds, char point) {
  const std::int64_t seconds = milliseconds / 1000;
  return absl::StrFormat("%02d:%02d:%02d%c%03d", seconds / 3600, seconds / 60 % 60, seconds % 60,
                         point, milliseconds % 1000);
}

}  // namespace lossy::notes
