#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/process/host_list.h"
#include "prometheus/collectable.h"

namespace lossy::base {

// Serves `metrics` over HTTP at /metrics until the process ends, on threads of its own. A request
// whose "Host" is not in `hosts` is answered 403. Call once in a process.
//
// `address` is "host:port"; port 0 takes a free one. Returns the port. UNAVAILABLE: the address
// cannot be listened on.
absl::StatusOr<int> ServeMetrics(
    const std::string& address, HostList hosts,
    const std::vector<std::shared_ptr<prometheus::Collectable>>& metrics);

}  // namespace lossy::base
