#include "deploy/lossyctl/doctor/process_address.h"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace lossy::lossyctl {
namespace {

// Splits "host:port" or "[ipv6]:port".
absl::StatusOr<std::pair<std::string, std::string>> SplitAddress(absl::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == absl::string_view::npos || colon == 0 || colon + 1 == text.size()) {
    return absl::InvalidArgumentError("is not host:port");
  }
  absl::string_view host = text.substr(0, colon);
  if (absl::StartsWith(host, "[") && absl::EndsWith(host, "]")) {
    host = host.substr(1, host.size() - 2);
  }
  return std::make_pair(std::string(host), std::string(text.substr(colon + 1)));
}

std::string Numeric(const addrinfo& info) {
  char host[NI_MAXHOST];
  char port[NI_MAXSERV];
  if (getnameinfo(info.ai_addr, info.ai_addrlen, host, sizeof host, port, sizeof port,
                  NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
    return "";
  }
  return info.ai_family == AF_INET6 ? absl::StrCat("[", host, "]:", port)
                                    : absl::StrCat(host, ":", port);
}

absl::StatusOr<std::vector<std::string>> Addresses(absl::string_view text) {
  const auto split = SplitAddress(text);
  if (!split.ok()) return split.status();
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(split->first.c_str(), split->second.c_str(), &hints, &found);
  if (error != 0) return absl::NotFoundError(gai_strerror(error));
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, &freeaddrinfo);
  std::vector<std::string> addresses;
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    std::string address = Numeric(*each);
    if (std::find(addresses.begin(), addresses.end(), address) == addresses.end()) {
      addresses.push_back(std::move(address));
    }
  }
  return addresses;
}

}  // namespace

std::string ProcessAddress::Name() const { return absl::StrCat(process, " ", address); }

std::vector<ProcessAddress> Resolve(absl::string_view process, absl::string_view list,
                                    Findings& findings) {
  std::vector<ProcessAddress> endpoints;
  for (absl::string_view text : absl::StrSplit(list, ',', absl::SkipWhitespace())) {
    text = absl::StripAsciiWhitespace(text);
    const std::string subject = absl::StrCat(process, " ", text);
    const absl::StatusOr<std::vector<std::string>> addresses = Addresses(text);
    if (!addresses.ok()) {
      findings.Fail("resolve", subject, addresses.status().message(),
                    "correct the address in the flag of lossyctl, or add the name to the DNS");
      continue;
    }
    findings.Ok("resolve", subject, absl::StrJoin(*addresses, ", "));
    for (const std::string& address : *addresses) {
      endpoints.push_back({std::string(process), std::string(text), address});
    }
  }
  return endpoints;
}

}  // namespace lossy::lossyctl
