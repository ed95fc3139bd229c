#include "base/net/listen_address.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <sys/un.h>

#include <algorithm>
#include <cstddef>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/net/port_probe.h"

namespace lossy::base {
namespace {

constexpr absl::string_view kUnix = "unix:";
constexpr absl::string_view kAnyV4 = "0.0.0.0";
constexpr absl::string_view kAnyV6 = "::";
constexpr int kMostPort = 65535;

bool IsV6(const ListenAddress& address) { return absl::StrContains(address.host, ":"); }

absl::Status Wrong(absl::string_view entry, absl::string_view problem) {
  return absl::InvalidArgumentError(absl::StrCat("\"", entry, "\" ", problem));
}

absl::Status NotHostPort(absl::string_view entry) {
  return Wrong(entry, "is not host:port, [ipv6]:port, :port or unix:/path");
}

bool ParsePort(absl::string_view text, int* port) {
  const bool digits = std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
  return digits && absl::SimpleAtoi(text, port) && *port <= kMostPort;
}

struct FreeAddresses {
  void operator()(addrinfo* found) const { freeaddrinfo(found); }
};

// Returns the numeric addresses of a host. `status` is the result of getaddrinfo.
std::vector<std::string> Resolve(const std::string& host, int flags, int* status) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags;
  addrinfo* found = nullptr;
  *status = getaddrinfo(host.c_str(), nullptr, &hints, &found);
  if (*status != 0) return {};
  const std::unique_ptr<addrinfo, FreeAddresses> owner(found);
  std::vector<std::string> hosts;
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    char text[NI_MAXHOST];
    if (getnameinfo(each->ai_addr, each->ai_addrlen, text, sizeof text, nullptr, 0,
                    NI_NUMERICHOST) == 0) {
      hosts.emplace_back(text);
    }
  }
  return hosts;
}

// Returns the wildcard addresses of the families that the machine has.
ListenAddress Everywhere(int port) {
  return {.host = std::string(HasIpv6() ? kAnyV6 : kAnyV4), .port = port};
}

absl::StatusOr<std::vector<ListenAddress>> ParseUnix(absl::string_view entry) {
  const absl::string_view path = entry.substr(kUnix.size());
  if (path.empty() || path.size() >= sizeof(sockaddr_un::sun_path)) {
    return Wrong(entry, "is not unix: and a path of at most 107 bytes");
  }
  return std::vector<ListenAddress>{{.host = std::string(entry)}};
}

absl::StatusOr<std::vector<ListenAddress>> ParseName(absl::string_view entry,
                                                     const std::string& host, int port) {
  int status = 0;
  std::vector<ListenAddress> addresses;
  for (std::string& each : Resolve(host, AI_PASSIVE, &status)) {
    addresses.push_back({.host = std::move(each), .port = port, .optional = true});
  }
  if (!addresses.empty()) return addresses;
  return Wrong(entry, absl::StrCat("has a host that does not resolve: ", gai_strerror(status)));
}

absl::StatusOr<std::vector<ListenAddress>> ParseEntry(absl::string_view entry) {
  if (absl::StartsWith(entry, kUnix)) return ParseUnix(entry);
  const std::size_t colon = entry.rfind(':');
  int port = 0;
  if (colon == absl::string_view::npos || !ParsePort(entry.substr(colon + 1), &port)) {
    return NotHostPort(entry);
  }
  absl::string_view host = entry.substr(0, colon);
  if (host.empty() || host == "*") return std::vector<ListenAddress>{Everywhere(port)};
  if (host == "localhost") {
    return std::vector<ListenAddress>{{.host = "127.0.0.1", .port = port},
                                      {.host = "::1", .port = port, .optional = true}};
  }
  const bool brackets = absl::ConsumePrefix(&host, "[");
  if (brackets != absl::ConsumeSuffix(&host, "]")) return NotHostPort(entry);
  if (brackets != absl::StrContains(host, ":")) {
    return Wrong(entry, "is not host:port; an IPv6 address is written in brackets: [::1]:4000");
  }
  int status = 0;
  const std::vector<std::string> numeric = Resolve(std::string(host), AI_NUMERICHOST, &status);
  if (!numeric.empty()) return std::vector<ListenAddress>{{.host = numeric[0], .port = port}};
  if (brackets) return Wrong(entry, "has no IPv6 address in its brackets");
  return ParseName(entry, std::string(host), port);
}

bool Has(const std::vector<ListenAddress>& addresses, absl::string_view host, int port) {
  return std::any_of(addresses.begin(), addresses.end(), [&](const ListenAddress& each) {
    return absl::string_view(each.host) == host && each.port == port && !each.unix_socket();
  });
}

// Omits addresses that another address covers, because the kernel would report the port as taken.
std::vector<ListenAddress> WithoutCovered(const std::vector<ListenAddress>& addresses,
                                          bool ipv6_only) {
  std::vector<ListenAddress> kept;
  for (ListenAddress address : addresses) {
    const bool all_v4 = Has(addresses, kAnyV4, address.port);
    const bool all_v6 = Has(addresses, kAnyV6, address.port);
    address.ipv6_only = address.host == kAnyV6 && (ipv6_only || all_v4);
    const bool covered =
        !address.unix_socket() &&
        (IsV6(address) ? address.host != kAnyV6 && all_v6
                       : address.host != kAnyV4 && (all_v4 || (all_v6 && !ipv6_only)));
    if (!covered && !Has(kept, address.host, address.port)) kept.push_back(std::move(address));
  }
  return kept;
}

}  // namespace

bool ListenAddress::unix_socket() const { return absl::StartsWith(host, kUnix); }

bool ListenAddress::loopback() const {
  return unix_socket() || host == "::1" || absl::StartsWith(host, "127.");
}

std::string ListenAddress::ToString() const {
  if (unix_socket()) return host;
  return IsV6(*this) ? absl::StrCat("[", host, "]:", port) : absl::StrCat(host, ":", port);
}

absl::StatusOr<std::vector<ListenAddress>> ParseListen(absl::string_view text, bool ipv6_only) {
  std::vector<ListenAddress> addresses;
  for (const absl::string_view entry : absl::StrSplit(text, ',')) {
    absl::StatusOr<std::vector<ListenAddress>> parsed =
        ParseEntry(absl::StripAsciiWhitespace(entry));
    if (!parsed.ok()) return parsed.status();
    addresses.insert(addresses.end(), parsed->begin(), parsed->end());
  }
  return WithoutCovered(addresses, ipv6_only);
}

}  // namespace lossy::base
