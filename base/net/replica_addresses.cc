#include "base/net/replica_addresses.h"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace lossy::base {
namespace {

using AddressList = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

// Returns "ip:port" or "[ipv6]:port", or an empty text if the address has neither form.
std::string NumericAddress(const addrinfo& entry) {
  std::array<char, NI_MAXHOST> host;
  std::array<char, NI_MAXSERV> port;
  if (getnameinfo(entry.ai_addr, entry.ai_addrlen, host.data(), host.size(), port.data(),
                  port.size(), NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
    return {};
  }
  if (entry.ai_family != AF_INET6) return absl::StrCat(host.data(), ":", port.data());
  return absl::StrCat("[", host.data(), "]:", port.data());
}

absl::Status Resolve(absl::string_view address, std::vector<std::string>* replicas) {
  if (absl::StartsWith(address, "unix:")) {
    replicas->emplace_back(address);
    return absl::OkStatus();
  }
  const std::size_t colon = address.rfind(':');
  if (colon == absl::string_view::npos || colon + 1 == address.size()) {
    return absl::InvalidArgumentError(absl::StrCat("\"", address, "\" is not host:port"));
  }
  absl::string_view host = address.substr(0, colon);
  if (absl::ConsumePrefix(&host, "[")) absl::ConsumeSuffix(&host, "]");
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(std::string(host).c_str(),
                                std::string(address.substr(colon + 1)).c_str(), &hints, &found);
  if (error != 0) {
    return absl::UnavailableError(absl::StrCat(host, ": ", gai_strerror(error)));
  }
  const AddressList list(found, &freeaddrinfo);
  for (const addrinfo* entry = list.get(); entry != nullptr; entry = entry->ai_next) {
    std::string numeric = NumericAddress(*entry);
    if (!numeric.empty()) replicas->push_back(std::move(numeric));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ResolveReplicas(absl::string_view addresses) {
  std::vector<std::string> replicas;
  for (absl::string_view address : absl::StrSplit(addresses, ',', absl::SkipEmpty())) {
    if (absl::Status status = Resolve(address, &replicas); !status.ok()) return status;
  }
  std::sort(replicas.begin(), replicas.end());
  replicas.erase(std::unique(replicas.begin(), replicas.end()), replicas.end());
  return replicas;
}

}  // namespace lossy::base
