#include "base/rpc/target.h"

#include <arpa/inet.h>

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace lossy::base {
namespace {

bool IsIp(int family, absl::string_view host) {
  in6_addr address;
  return inet_pton(family, std::string(host).c_str(), &address) == 1;
}

// A port is a number or the name of a service, as for gRPC.
bool HasPort(absl::string_view address, std::size_t colon) {
  return colon != absl::string_view::npos && colon + 1 < address.size();
}

bool IsIpv4(absl::string_view address) {
  const std::size_t colon = address.rfind(':');
  return HasPort(address, colon) && IsIp(AF_INET, address.substr(0, colon));
}

bool IsIpv6(absl::string_view address) {
  const std::size_t colon = address.rfind(':');
  if (!HasPort(address, colon)) return false;
  absl::string_view host = address.substr(0, colon);
  return absl::ConsumePrefix(&host, "[") && absl::ConsumeSuffix(&host, "]") && IsIp(AF_INET6, host);
}

}  // namespace

absl::StatusOr<std::string> TargetOf(absl::string_view addresses) {
  const std::vector<absl::string_view> all = absl::StrSplit(addresses, ',', absl::SkipEmpty());
  if (all.empty()) return absl::InvalidArgumentError("an address is needed: host:port");
  if (all.size() == 1) return std::string(all.front());
  if (std::all_of(all.begin(), all.end(), IsIpv4))
    return absl::StrCat("ipv4:", absl::StrJoin(all, ","));
  if (std::all_of(all.begin(), all.end(), IsIpv6))
    return absl::StrCat("ipv6:", absl::StrJoin(all, ","));
  return absl::InvalidArgumentError(
      absl::StrCat("\"", addresses,
                   "\": each of several addresses must be an IP address with a port, all of one "
                   "kind; instead, one name may have several records in the DNS"));
}

}  // namespace lossy::base
