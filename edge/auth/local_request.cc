#include "edge/auth/local_request.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "base/flags/host_list.h"

namespace lossy::edge {
namespace {

// Headers that proxies add: RFC 7239, RFC 9110 section 7.6.3, and the older names.
bool IsProxyHeader(absl::string_view name) {
  return name == "forwarded" || name == "via" || name == "x-real-ip" ||
         absl::StartsWith(name, "x-forwarded-");
}

}  // namespace

bool IsLocalRequest(const HttpRequest& request) {
  const std::string* host = request.Header("host");
  const bool proxied = std::any_of(request.headers.begin(), request.headers.end(),
                                   [](const auto& header) { return IsProxyHeader(header.first); });
  const bool from_elsewhere = request.client.known() && !request.client.loopback();
  return host != nullptr && base::IsLoopbackHost(base::HostOf(*host)) && !proxied &&
         !request.proxied && !from_elsewhere;
}

}  // namespace lossy::edge
