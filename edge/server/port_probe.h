#pragma once

#include "absl/status/status.h"
#include "edge/server/listen_address.h"

namespace lossy::edge {

// Whether the address is free right now, even for one that would share it. UNAVAILABLE says why
// not.
absl::Status ProbePort(const ListenAddress& address);

bool HasIpv6Loopback();

}  // namespace lossy::edge
