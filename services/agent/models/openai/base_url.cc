#include "services/agent/models/openai/base_url.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"

namespace lossy::agent {
namespace {

absl::Status Wrong(absl::string_view problem) {
  return absl::InvalidArgumentError(absl::StrCat("the URL ", problem));
}

int DefaultPort(bool tls) { return tls ? 443 : 80; }

bool IsName(absl::string_view host) {
  return !host.empty() && std::all_of(host.begin(), host.end(), [](unsigned char c) {
    return absl::ascii_isalnum(c) || c == '-' || c == '.' || c == '_';
  });
}

bool IsAddress6(absl::string_view host) {
  return absl::StrContains(host, ':') && std::all_of(host.begin(), host.end(), [](unsigned char c) {
           return absl::ascii_isxdigit(c) || c == ':' || c == '.';
         });
}

bool IsPath(absl::string_view path) {
  return std::all_of(path.begin(), path.end(), [](unsigned char c) {
    return absl::ascii_isgraph(c) && c != '?' && c != '#';
  });
}

absl::Status SetPort(absl::string_view text, BaseUrl* url) {
  if (text.empty()) {
    url->port = DefaultPort(url->tls);
    return absl::OkStatus();
  }
  const bool digits = absl::StartsWith(text, ":") && absl::SimpleAtoi(text.substr(1), &url->port);
  if (!digits || url->port < 1 || url->port > 65535) return Wrong("has no port from 1 to 65535");
  return absl::OkStatus();
}

absl::Status SetAuthority(absl::string_view text, BaseUrl* url) {
  if (absl::StrContains(text, '@')) return Wrong("must not have a user or a password");
  if (absl::ConsumePrefix(&text, "[")) {
    const std::size_t end = std::min(text.find(']'), text.size());
    const absl::string_view host = text.substr(0, end);
    if (end == text.size() || !IsAddress6(host)) return Wrong("has no IPv6 address in brackets");
    url->host = absl::AsciiStrToLower(host);
    return SetPort(text.substr(end + 1), url);
  }
  const std::size_t end = std::min(text.find(':'), text.size());
  if (!IsName(text.substr(0, end))) return Wrong("has no host");
  url->host = absl::AsciiStrToLower(text.substr(0, end));
  return SetPort(text.substr(end), url);
}

}  // namespace

std::string BaseUrl::authority() const {
  const std::string name = absl::StrContains(host, ':') ? absl::StrFormat("[%s]", host) : host;
  return port == DefaultPort(tls) ? name : absl::StrCat(name, ":", port);
}

absl::StatusOr<BaseUrl> ParseBaseUrl(absl::string_view text) {
  BaseUrl url;
  const std::size_t colon = std::min(text.find("://"), text.size());
  const std::string scheme = absl::AsciiStrToLower(text.substr(0, colon));
  url.tls = scheme == "https";
  if (colon == text.size() || (!url.tls && scheme != "http")) {
    return Wrong("does not begin with http:// or https://");
  }
  text.remove_prefix(colon + 3);
  const std::size_t slash = std::min(text.find_first_of("/?#"), text.size());
  const absl::Status authority = SetAuthority(text.substr(0, slash), &url);
  if (!authority.ok()) return authority;
  absl::string_view path = text.substr(slash);
  if (!IsPath(path)) return Wrong("has more than a plain path behind its host");
  while (absl::ConsumeSuffix(&path, "/")) {
  }
  url.path = std::string(path);
  return url;
}

}  // namespace lossy::agent
