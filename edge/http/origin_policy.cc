#include "edge/http/origin_policy.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace lossy::edge {
namespace {

int DefaultPort(absl::string_view scheme) {
  if (scheme == "http") return 80;
  return scheme == "https" ? 443 : 0;
}

}  // namespace

bool OriginPolicy::Parse(absl::string_view text, Entry* entry) {
  const std::size_t separator = text.find("//");
  if (separator == absl::string_view::npos) return false;
  absl::string_view scheme = text.substr(0, separator);
  if (!scheme.empty() && !absl::ConsumeSuffix(&scheme, ":")) return false;
  absl::string_view host = text.substr(separator + 2);
  // The colons inside an IPv6 address do not begin a port.
  const std::size_t colon =
      host.find(':', host.rfind(']') == absl::string_view::npos ? 0 : host.rfind(']'));
  entry->port = DefaultPort(scheme);
  if (colon != absl::string_view::npos) {
    if (!absl::SimpleAtoi(host.substr(colon + 1), &entry->port)) return false;
    host = host.substr(0, colon);
  }
  entry->scheme = std::string(scheme);
  entry->host = std::string(host);
  return !host.empty() && !absl::StrContains(host, "/");
}

absl::StatusOr<OriginPolicy> OriginPolicy::Parse(absl::string_view entries) {
  OriginPolicy policy;
  for (absl::string_view text : absl::StrSplit(entries, ',', absl::SkipEmpty())) {
    text = absl::StripAsciiWhitespace(text);
    if (!Parse(text, &policy.entries_.emplace_back())) {
      return absl::InvalidArgumentError(absl::StrCat("\"", text, "\" is not an origin"));
    }
  }
  return policy;
}

bool OriginPolicy::HostMatches(absl::string_view pattern, absl::string_view host) {
  if (pattern == "*") return true;
  if (!absl::ConsumePrefix(&pattern, "*.")) return pattern == host;
  return absl::ConsumeSuffix(&host, pattern) && (host.empty() || absl::EndsWith(host, "."));
}

bool OriginPolicy::Allows(absl::string_view origin) const {
  Entry asked;
  if (!Parse(origin, &asked)) return false;
  for (const Entry& entry : entries_) {
    if (!entry.scheme.empty() && entry.scheme != asked.scheme) continue;
    if (entry.port != 0 && entry.port != asked.port) continue;
    if (HostMatches(entry.host, asked.host)) return true;
  }
  return false;
}

}  // namespace lossy::edge
