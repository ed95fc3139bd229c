#include "base/trace/trace_endpoint.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/flags/host_list.h"

namespace lossy::base {
namespace {

constexpr char kForm[] = "must be https://HOST[:PORT][/PATH], or http:// for loopback";

absl::Status Wrong(absl::string_view problem) { return absl::InvalidArgumentError(problem); }

bool IsHost(absl::string_view host) {
  return !host.empty() && std::all_of(host.begin(), host.end(), [](unsigned char c) {
    return absl::ascii_isalnum(c) || c == '-' || c == '.' || c == '_' || c == ':';
  });
}

bool IsPath(absl::string_view path) {
  return std::all_of(path.begin(), path.end(), [](unsigned char c) {
    return absl::ascii_isgraph(c) && c != '?' && c != '#';
  });
}

// Takes the host from the start of "HOST:PORT" or "[IPV6]:PORT".
absl::string_view TakeHost(absl::string_view* authority) {
  const bool brackets = absl::ConsumePrefix(authority, "[");
  const std::size_t end = std::min(authority->find(brackets ? ']' : ':'), authority->size());
  const absl::string_view host = authority->substr(0, end);
  authority->remove_prefix(end);
  // Without the second bracket the host is invalid.
  return brackets && !absl::ConsumePrefix(authority, "]") ? absl::string_view() : host;
}

bool IsPort(absl::string_view text) {
  int port = 0;
  return absl::c_all_of(text, [](unsigned char c) { return absl::ascii_isdigit(c); }) &&
         absl::SimpleAtoi(text, &port) && port >= 1 && port <= 65535;
}

}  // namespace

std::string TraceEndpoint::Authority() const {
  return absl::StrContains(host, ':') ? absl::StrCat("[", host, "]:", port)
                                      : absl::StrCat(host, ":", port);
}

absl::StatusOr<TraceEndpoint> ParseTraceEndpoint(absl::string_view text) {
  TraceEndpoint endpoint{.port = "4318", .path = "/v1/traces"};
  endpoint.tls = absl::ConsumePrefix(&text, "https://");
  if (!endpoint.tls && !absl::ConsumePrefix(&text, "http://")) return Wrong(kForm);
  const std::size_t slash = std::min(text.find('/'), text.size());
  absl::string_view authority = text.substr(0, slash);
  const absl::string_view path = text.substr(slash);
  const absl::string_view host = TakeHost(&authority);
  if (!IsHost(host)) return Wrong(kForm);
  endpoint.host = std::string(host);
  if (absl::ConsumePrefix(&authority, ":")) {
    if (!IsPort(authority)) return Wrong("must have a port from 1 to 65535");
    endpoint.port = std::string(authority);
  } else if (!authority.empty()) {
    return Wrong(kForm);
  }
  if (!IsPath(path)) return Wrong("must have a plain path, without a query");
  if (path.size() > 1) endpoint.path = std::string(path);
  if (!endpoint.tls && !IsLoopbackHost(endpoint.host)) {
    return Wrong(
        "must be https:// for a host that is not loopback, because spans leave the "
        "machine");
  }
  return endpoint;
}

}  // namespace lossy::base
