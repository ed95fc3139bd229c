#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lossy::base {

// Returns the addresses of a service's replicas, sorted: each as "ip:port", "[ipv6]:port" or
// "unix:/path". `addresses` is a comma-separated list as in --upstreams; a host may be a DNS name
// with several records. Blocks while names resolve. Returns UNAVAILABLE that names the host that
// does not resolve, or INVALID_ARGUMENT for an address without a port. Thread-safe.
absl::StatusOr<std::vector<std::string>> ResolveReplicas(absl::string_view addresses);

}  // namespace lossy::base
