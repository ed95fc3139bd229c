#include "services/video/page_url.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace lossy::video {
namespace {

bool ConsumeScheme(absl::string_view* url) {
  for (const absl::string_view scheme : {"https://", "http://"}) {
    if (!absl::StartsWithIgnoreCase(*url, scheme)) continue;
    url->remove_prefix(scheme.size());
    return true;
  }
  return false;
}

std::string HostOf(absl::string_view authority) {
  authority.remove_prefix(authority.rfind('@') + 1);  // npos + 1 is 0.
  const std::string lower = absl::AsciiStrToLower(authority.substr(0, authority.find(':')));
  absl::string_view host = absl::StripSuffix(lower, ".");
  absl::ConsumePrefix(&host, "www.");
  return std::string(host);
}

}  // namespace

bool PageUrl::IsAt(absl::string_view domain) const {
  absl::string_view rest = host;
  return absl::ConsumeSuffix(&rest, domain) && (rest.empty() || absl::EndsWith(rest, "."));
}

std::string PageUrl::Parameter(absl::string_view name) const {
  for (absl::string_view pair : absl::StrSplit(query, '&')) {
    if (absl::ConsumePrefix(&pair, name) && absl::ConsumePrefix(&pair, "=")) {
      return PercentDecoded(pair);
    }
  }
  return "";
}

PageUrl ParsePageUrl(absl::string_view url) {
  PageUrl parts;
  url = absl::StripAsciiWhitespace(url);
  if (!ConsumeScheme(&url)) return parts;
  url = url.substr(0, url.find('#'));
  const std::pair<absl::string_view, absl::string_view> halves =
      absl::StrSplit(url, absl::MaxSplits('?', 1));
  parts.query = std::string(halves.second);
  const std::pair<absl::string_view, absl::string_view> place =
      absl::StrSplit(halves.first, absl::MaxSplits('/', 1));
  parts.host = HostOf(place.first);
  parts.path = absl::StrSplit(place.second, '/', absl::SkipEmpty());
  return parts;
}

std::string PercentDecoded(absl::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const absl::string_view digits = text.substr(i + 1 > text.size() ? text.size() : i + 1, 2);
    if (text[i] == '%' && digits.size() == 2 && absl::ascii_isxdigit(digits[0]) &&
        absl::ascii_isxdigit(digits[1])) {
      decoded.push_back(static_cast<char>(std::stoi(std::string(digits), nullptr, 16)));
      i += 2;
    } else {
      decoded.push_back(text[i]);
    }
  }
  return decoded;
}

std::string EncodedUrl(absl::string_view url) {
  return absl::StrReplaceAll(absl::StripAsciiWhitespace(url),
                             {{"'", "%27"}, {" ", "%20"}, {"`", "%60"}, {"\\", "%5C"}});
}

}  // namespace lossy::video
