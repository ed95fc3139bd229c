#pragma once

#include <map>
#include <string>

#include "edge/discovery/discovery.h"

namespace lossy::edge {

// Returns the sources of descriptors, by --descriptors, --discover and their settings. Refuses
// the start (base/log/refuse_start.h) if an entry of --discover is not service=address, or if its
// service is in `upstreams`, the services of --upstreams, as well.
DiscoveryOptions DiscoveryFromFlags(const std::map<std::string, std::string>& upstreams);

}  // namespace lossy::edge
