#include "edge/net/forwarded.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/types/optional.h"

namespace lossy::edge {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

// Splits the text at each `separator` outside of quoted strings (RFC 9110, section 5.6.4).
std::vector<std::string> SplitOutsideQuotes(absl::string_view text, char separator) {
  std::vector<std::string> parts(1);
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = quoted && text[i] == '\\' && i + 1 < text.size();
    if (text[i] == '"') quoted = !quoted;
    if (text[i] == separator && !quoted) {
      parts.emplace_back();
      continue;
    }
    parts.back().push_back(text[i]);
    if (escape) parts.back().push_back(text[++i]);
  }
  return parts;
}

std::string Unquote(absl::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::string(text);
  std::string out;
  text = text.substr(1, text.size() - 2);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    out.push_back(text[i]);
  }
  return out;
}

// Parses an address with or without a port: "192.0.2.1:80", "[2001:db8::1]:80" or "2001:db8::1".
absl::optional<IpAddress> ParseNode(absl::string_view node) {
  node = absl::StripAsciiWhitespace(node);
  if (absl::ConsumePrefix(&node, "[")) {
    const std::size_t end = node.find(']');
    const bool port = end + 1 < node.size() && node[end + 1] == ':';
    if (end == absl::string_view::npos || (end + 1 < node.size() && !port)) return absl::nullopt;
    return IpAddress::Parse(node.substr(0, end));
  }
  const bool port = std::count(node.begin(), node.end(), ':') == 1;
  return IpAddress::Parse(port ? node.substr(0, node.find(':')) : node);
}

// Returns the node that an element of "Forwarded" names in "for", or "" if it names none.
std::string ForOf(absl::string_view element) {
  for (const std::string& pair : SplitOutsideQuotes(element, ';')) {
    const std::pair<absl::string_view, absl::string_view> halves =
        absl::StrSplit(absl::string_view(pair), absl::MaxSplits('=', 1));
    if (!absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(halves.first), "for")) continue;
    return Unquote(absl::StripAsciiWhitespace(halves.second));
  }
  return {};
}

// Returns the hops in all headers of that name; the nearest is the last.
std::vector<std::string> Hops(const Headers& headers, absl::string_view name) {
  std::vector<std::string> hops;
  for (const auto& [key, value] : headers) {
    if (absl::string_view(key) != name) continue;
    for (const std::string& each : SplitOutsideQuotes(value, ',')) {
      hops.push_back(name == "forwarded" ? ForOf(each) : each);
    }
  }
  return hops;
}

}  // namespace

IpAddress ForwardedClient(const Headers& headers, const IpAddress& peer,
                          const IpNetworks& trusted) {
  if (!trusted.Contain(peer)) return peer;
  std::vector<std::string> hops = Hops(headers, "forwarded");
  if (hops.empty()) hops = Hops(headers, "x-forwarded-for");
  IpAddress client = peer;
  for (auto hop = hops.rbegin(); hop != hops.rend() && trusted.Contain(client); ++hop) {
    const absl::optional<IpAddress> address = ParseNode(*hop);
    if (!address || !address->known()) break;
    client = *address;
  }
  return client;
}

}  // namespace lossy::edge
